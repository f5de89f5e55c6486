/** What keys do on the Label page: one table, from which keys are dispatched and the cheat sheet is drawn. */
import type { Workbench } from './workbench.svelte.ts'

export interface Command {
  readonly name: string
  readonly group: 'Play' | 'Mark' | 'Segment' | 'View'
  readonly keys: readonly string[]
  /** Whether it goes on while the key is held down. */
  readonly repeats?: true
  readonly run: (bench: Workbench) => void
}

export const commands: readonly Command[] = [
  { name: 'Play or pause', group: 'Play', keys: ['space'], run: (bench) => bench.player.toggle() },
  {
    name: 'One frame back',
    group: 'Play',
    keys: [',', 'arrowleft'],
    repeats: true,
    run: (bench) => bench.player.step(-1),
  },
  {
    name: 'One frame on',
    group: 'Play',
    keys: ['.', 'arrowright'],
    repeats: true,
    run: (bench) => bench.player.step(1),
  },
  {
    name: 'Ten frames back',
    group: 'Play',
    keys: ['shift+,', 'shift+arrowleft'],
    repeats: true,
    run: (bench) => bench.player.step(-10),
  },
  {
    name: 'Ten frames on',
    group: 'Play',
    keys: ['shift+.', 'shift+arrowright'],
    repeats: true,
    run: (bench) => bench.player.step(10),
  },
  {
    name: 'One second back',
    group: 'Play',
    keys: ['mod+,', 'mod+arrowleft'],
    repeats: true,
    run: (bench) => bench.player.stepSecs(-1),
  },
  {
    name: 'One second on',
    group: 'Play',
    keys: ['mod+.', 'mod+arrowright'],
    repeats: true,
    run: (bench) => bench.player.stepSecs(1),
  },
  {
    name: 'To the first frame',
    group: 'Play',
    keys: ['home'],
    run: (bench) => bench.player.step(-bench.player.frames),
  },
  { name: 'To the last frame', group: 'Play', keys: ['end'], run: (bench) => bench.player.step(bench.player.frames) },
  { name: 'Play backward, slower', group: 'Play', keys: ['j'], run: (bench) => bench.player.shuttle(-1) },
  { name: 'Stop', group: 'Play', keys: ['k'], run: (bench) => bench.player.pause() },
  { name: 'Play forward, faster', group: 'Play', keys: ['l'], run: (bench) => bench.player.shuttle(1) },
  { name: 'Sound on or off', group: 'Play', keys: ['shift+m'], run: (bench) => bench.toggleSound() },
  { name: 'Loop the selected segment', group: 'Play', keys: ['/'], run: (bench) => bench.toggleLoop() },
  {
    name: 'Previous edge of a segment',
    group: 'Segment',
    keys: ['arrowup'],
    repeats: true,
    run: (bench) => bench.toEdge(-1),
  },
  {
    name: 'Next edge of a segment',
    group: 'Segment',
    keys: ['arrowdown'],
    repeats: true,
    run: (bench) => bench.toEdge(1),
  },
  { name: 'Selected segment starts here', group: 'Segment', keys: ['i'], run: (bench) => bench.setBound('first') },
  { name: 'Selected segment ends here', group: 'Segment', keys: ['o'], run: (bench) => bench.setBound('last') },
  { name: 'Accept the selected proposal', group: 'Segment', keys: ['a'], run: (bench) => bench.decide('accepted') },
  { name: 'Reject the selected proposal', group: 'Segment', keys: ['r'], run: (bench) => bench.decide('rejected') },
  {
    name: 'Selected segment to the bin',
    group: 'Segment',
    keys: ['delete', 'backspace'],
    run: (bench) => bench.removeSelected(),
  },
  { name: 'End what is being marked', group: 'Mark', keys: ['enter'], run: (bench) => bench.confirm() },
  { name: 'Leave: mark, drag, selection', group: 'Mark', keys: ['escape'], run: (bench) => bench.leave() },
  { name: 'Undo', group: 'Mark', keys: ['mod+z'], repeats: true, run: (bench) => bench.undo() },
  { name: 'Redo', group: 'Mark', keys: ['mod+shift+z', 'mod+y'], repeats: true, run: (bench) => bench.redo() },
  { name: 'Draw and measure', group: 'View', keys: ['shift+d'], run: (bench) => bench.drawing.toggle() },
  { name: 'Whole recording', group: 'View', keys: ['f'], run: (bench) => bench.timeline.fit() },
  { name: 'Zoom in', group: 'View', keys: ['+', '='], repeats: true, run: (bench) => bench.timeline.zoomStep(1) },
  { name: 'Zoom out', group: 'View', keys: ['-', '_'], repeats: true, run: (bench) => bench.timeline.zoomStep(-1) },
  { name: 'These keys', group: 'View', keys: ['?'], run: (bench) => (bench.keysShown = true) },
]

const byChord = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)))

/** The command of the first chord that has one. */
export function commandOf(chords: readonly string[]): Command | undefined {
  return chords.map((chord) => byChord.get(chord)).find((command) => command !== undefined)
}
