/** Every command of the window: what it is called, where it applies, and the keys it has until somebody changes them. */

/** Where a command applies: on a page, or in the whole window. */
export type Where = 'window' | 'label' | 'review' | 'synchronise' | 'compare' | 'label-sets'

export type Group = 'Play' | 'Mark' | 'Segment' | 'Cameras' | 'View' | 'Window'

export interface Command {
  readonly name: string
  readonly group: Group
  readonly where: readonly Where[]
  /**
   * The first is one that every keyboard has. Single characters are kept to those that no label ever had by default, so that a
   * library made before a command was added keeps all keys of its labels.
   */
  readonly keys: readonly string[]
  /** Whether it goes on while the key is held down. */
  readonly repeats?: true
  /** Whether its key works while a field has the focus. */
  readonly inFields?: true
}

const played = ['label', 'review', 'synchronise', 'compare'] as const
const film = ['label', 'review'] as const
const pair = ['synchronise', 'compare'] as const
const synchronise = ['synchronise'] as const
const compare = ['compare'] as const
const label = ['label'] as const
const review = ['review'] as const
const edited = ['label', 'review', 'synchronise', 'label-sets'] as const
const everywhere = ['window'] as const

const table = {
  'play.toggle': { name: 'Play or pause', group: 'Play', where: played, keys: ['space'] },
  'play.back': { name: 'One frame back', group: 'Play', where: played, keys: [',', 'arrowleft'], repeats: true },
  'play.on': { name: 'One frame on', group: 'Play', where: played, keys: ['.', 'arrowright'], repeats: true },
  'play.backTen': {
    name: 'Ten frames back',
    group: 'Play',
    where: played,
    keys: ['shift+,', 'shift+arrowleft'],
    repeats: true,
  },
  'play.onTen': {
    name: 'Ten frames on',
    group: 'Play',
    where: played,
    keys: ['shift+.', 'shift+arrowright'],
    repeats: true,
  },
  'play.backSecond': {
    name: 'One second back',
    group: 'Play',
    where: played,
    keys: ['mod+,', 'mod+arrowleft'],
    repeats: true,
  },
  'play.onSecond': {
    name: 'One second on',
    group: 'Play',
    where: played,
    keys: ['mod+.', 'mod+arrowright'],
    repeats: true,
  },
  'play.first': { name: 'To the first frame', group: 'Play', where: played, keys: ['shift+j', 'home'] },
  'play.last': { name: 'To the last frame', group: 'Play', where: played, keys: ['shift+l', 'end'] },
  'play.backward': { name: 'Play backward, slower', group: 'Play', where: played, keys: ['j'] },
  'play.stop': { name: 'Stop', group: 'Play', where: played, keys: ['k'] },
  'play.forward': { name: 'Play forward, faster', group: 'Play', where: played, keys: ['l'] },
  'play.sound': { name: 'Sound on or off', group: 'Play', where: played, keys: ['shift+m'] },
  'play.loop': { name: 'Loop the selected segment', group: 'Play', where: label, keys: ['/'] },

  'mark.end': { name: 'End all that is being marked', group: 'Mark', where: label, keys: ['enter'] },
  'mark.drop': { name: 'Leave: drag, marks, in and out, selection', group: 'Mark', where: label, keys: ['escape'] },
  'mark.mode': { name: 'Mark by pressing twice, or by holding', group: 'Mark', where: label, keys: ['shift+t'] },
  'mark.lag': { name: 'Set the reaction lag', group: 'Mark', where: label, keys: ['shift+g'] },
  'mark.reviewed': { name: 'Reviewed, nothing more here', group: 'Mark', where: label, keys: ['shift+r'] },
  'mark.unreviewed': { name: 'Not reviewed here', group: 'Mark', where: label, keys: [] },
  'mark.shownReviewed': {
    name: 'Reviewed: all that the timeline shows',
    group: 'Mark',
    where: film,
    keys: ['shift+v'],
  },
  'mark.shownUnreviewed': { name: 'Not reviewed: all that the timeline shows', group: 'Mark', where: film, keys: [] },
  'edit.undo': { name: 'Undo', group: 'Mark', where: edited, keys: ['mod+z'], repeats: true },
  'edit.redo': { name: 'Redo', group: 'Mark', where: edited, keys: ['mod+shift+z', 'mod+y'], repeats: true },

  'segment.previousEdge': {
    name: 'Previous edge of a segment',
    group: 'Segment',
    where: label,
    keys: ['arrowup'],
    repeats: true,
  },
  'segment.nextEdge': {
    name: 'Next edge of a segment',
    group: 'Segment',
    where: label,
    keys: ['arrowdown'],
    repeats: true,
  },
  'segment.previous': {
    name: 'Select the previous segment',
    group: 'Segment',
    where: label,
    keys: ['shift+arrowup'],
    repeats: true,
  },
  'segment.next': {
    name: 'Select the next segment',
    group: 'Segment',
    where: label,
    keys: ['shift+arrowdown'],
    repeats: true,
  },
  'segment.selectShown': { name: 'Select all that the timeline shows', group: 'Segment', where: film, keys: ['mod+a'] },
  'segment.first': { name: 'Starts here: selected segment, or in-point', group: 'Segment', where: film, keys: ['i'] },
  'segment.last': { name: 'Ends here: selected segment, or out-point', group: 'Segment', where: film, keys: ['o'] },
  'segment.edit': { name: 'To the fields of the selected segment', group: 'Segment', where: label, keys: ['e'] },
  'segment.accept': { name: 'Accept the selected proposal', group: 'Segment', where: film, keys: ['a'] },
  'segment.reject': { name: 'Reject the selected proposal', group: 'Segment', where: film, keys: ['r'] },
  'segment.nextProposal': { name: 'Next proposal', group: 'Segment', where: review, keys: ['n'] },
  'segment.explain': { name: 'Why: explain from this frame', group: 'Segment', where: review, keys: ['e'] },
  'segment.exportClip': {
    name: 'Export clips of the selected segments',
    group: 'Segment',
    where: label,
    keys: ['shift+x'],
  },
  'segment.remove': {
    name: 'Selected segment to the bin',
    group: 'Segment',
    where: label,
    keys: ['backspace', 'delete'],
  },
  'segment.rate1': { name: 'Rate 1', group: 'Segment', where: label, keys: ['shift+1'] },
  'segment.rate2': { name: 'Rate 2', group: 'Segment', where: label, keys: ['shift+2'] },
  'segment.rate3': { name: 'Rate 3', group: 'Segment', where: label, keys: ['shift+3'] },
  'segment.rate4': { name: 'Rate 4', group: 'Segment', where: label, keys: ['shift+4'] },
  'segment.rate5': { name: 'Rate 5', group: 'Segment', where: label, keys: ['shift+5'] },
  'segment.unrate': { name: 'Take the rating away', group: 'Segment', where: label, keys: ['shift+0'] },

  'camera.together': { name: 'Play the session’s cameras together', group: 'Cameras', where: label, keys: ['shift+p'] },
  'camera.next': { name: 'The next camera leads', group: 'Cameras', where: label, keys: ['shift+o'] },
  'camera.synchronise': {
    name: 'Synchronise this session’s cameras',
    group: 'Cameras',
    where: label,
    keys: ['shift+s'],
  },
  'camera.compare': {
    name: 'Compare: two selected segments, or this recording',
    group: 'Cameras',
    where: label,
    keys: ['shift+e'],
  },
  'camera.other': { name: 'Move the other picture', group: 'Cameras', where: pair, keys: ['shift+o'] },
  'camera.link': { name: 'Move both together or each by itself', group: 'Cameras', where: pair, keys: ['shift+k'] },
  'camera.mark': { name: 'Both pictures show the same moment', group: 'Cameras', where: pair, keys: ['enter'] },
  'camera.markSecond': {
    name: 'Both show a second same moment',
    group: 'Cameras',
    where: synchronise,
    keys: ['shift+enter'],
  },
  'camera.sound': { name: 'Compare the sounds', group: 'Cameras', where: synchronise, keys: ['shift+a'] },
  'camera.overlay': {
    name: 'Side by side, or laid over each other',
    group: 'Cameras',
    where: compare,
    keys: ['shift+v'],
  },
  'camera.swap': { name: 'Swap left and right', group: 'Cameras', where: compare, keys: ['shift+w'] },

  'view.draw': { name: 'Draw and measure', group: 'View', where: label, keys: ['shift+d'] },
  'view.fit': { name: 'Whole recording', group: 'View', where: film, keys: ['f'] },
  'view.zoomIn': { name: 'Zoom in', group: 'View', where: film, keys: ['+', '='], repeats: true },
  'view.zoomOut': { name: 'Zoom out', group: 'View', where: film, keys: ['-', '_'], repeats: true },
  'view.earlier': { name: 'Timeline: earlier', group: 'View', where: film, keys: ['shift+q', 'pageup'], repeats: true },
  'view.later': { name: 'Timeline: later', group: 'View', where: film, keys: ['shift+w', 'pagedown'], repeats: true },
  'view.playhead': { name: 'Timeline: playhead to the middle', group: 'View', where: film, keys: ['shift+c'] },
  'view.height': { name: 'Next height of the tracks', group: 'View', where: film, keys: ['shift+n'] },
  'view.by': { name: 'Tracks by label or by athlete', group: 'View', where: film, keys: ['shift+a'] },
  'view.fold': { name: 'Close or open all groups of labels', group: 'View', where: film, keys: ['shift+f'] },
  'view.history': { name: 'Show or hide the history', group: 'View', where: label, keys: ['shift+h'] },
  'view.recordings': { name: 'Show or hide the recordings', group: 'View', where: label, keys: ['shift+b'] },

  'window.palette': {
    name: 'Find a command, place or label',
    group: 'Window',
    where: everywhere,
    keys: ['mod+k'],
    inFields: true,
  },
  'window.keys': { name: 'These keys', group: 'Window', where: everywhere, keys: ['?'] },
  'window.theme': { name: 'Light or dark', group: 'Window', where: everywhere, keys: [] },
  'window.jobs': { name: 'Show or hide the jobs', group: 'Window', where: everywhere, keys: [] },
  'window.import': { name: 'Import footage', group: 'Window', where: everywhere, keys: [] },
  'window.backUp': { name: 'Make a backup now', group: 'Window', where: everywhere, keys: [] },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof table

/** Commands that apply on a page. */
export type CommandsOf<Page extends Where> = {
  [Id in CommandId]: Page extends (typeof table)[Id]['where'][number] ? Id : never
}[CommandId]

export const commandTable: Readonly<Record<CommandId, Command>> = table

export const commandIds = Object.keys(table) as readonly CommandId[]

export function isCommandId(text: string): text is CommandId {
  return Object.hasOwn(table, text)
}
