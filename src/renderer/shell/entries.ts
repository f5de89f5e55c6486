/** Everything that the palette offers at this moment. */
import { commandIds, commandTable } from '../commands/command-table.ts'
import type { Entry } from '../commands/palette-entries.ts'
import { commands } from '../commands/registry.svelte.ts'
import { keys } from '../commands/shown-keys.svelte.ts'
import { library } from '../engine/library.svelte.ts'
import { here, type Place } from '../engine/place.svelte.ts'

const pages: readonly { readonly name: string; readonly place: Place }[] = [
  { name: 'Library', place: { page: 'library' } },
  { name: 'Label sets', place: { page: 'label-sets', labelSetId: null } },
  { name: 'Bin', place: { page: 'bin' } },
  { name: 'Label', place: { page: 'label', recordingId: null } },
  { name: 'Compare', place: { page: 'compare', left: null, right: null } },
  { name: 'Train', place: { page: 'train', runId: null } },
  { name: 'Review', place: { page: 'review', recordingId: null } },
  { name: 'Reports', place: { page: 'reports', sessionId: null } },
  { name: 'Results', place: { page: 'results', resultsId: null, table: null } },
  { name: 'Settings', place: { page: 'settings', section: 'general' } },
  { name: 'Settings: coding', place: { page: 'settings', section: 'coding' } },
  { name: 'Settings: keys', place: { page: 'settings', section: 'keys' } },
  { name: 'Settings: backups', place: { page: 'settings', section: 'backups' } },
]

export function paletteEntries(): Entry[] {
  return [...commandEntries(), ...labelEntries(), ...pageEntries(), ...recordingEntries()]
}

function commandEntries(): Entry[] {
  return commandIds.flatMap((id): Entry[] => {
    const run = commands.find(id)
    if (run === undefined || id === 'window.palette') return []
    const { name, group } = commandTable[id]
    return [{ id, kind: 'Command', name, beside: group, keys: keys.map[id].map((key) => keys.text(key)), run }]
  })
}

/** On the Label page a label is marked; elsewhere its set is opened. */
function labelEntries(): Entry[] {
  const { labelKeys } = commands
  const marked = labelKeys?.labels() ?? []
  return library.labels.map((label) => {
    const canMark = marked.some(({ id }) => id === label.id)
    return {
      id: `label ${label.id}`,
      kind: 'Label',
      name: label.name,
      beside: canMark ? 'mark' : `in ${library.labelSet(label.labelSetId)?.name ?? ''}`,
      keys: canMark && label.hotkey !== null ? [keys.text(label.hotkey)] : [],
      run: () => (canMark ? labelKeys?.mark(label) : here.go({ page: 'label-sets', labelSetId: label.labelSetId })),
    }
  })
}

function pageEntries(): Entry[] {
  return pages.map(({ name, place }) => {
    return { id: `page ${name}`, kind: 'Page', name, beside: '', keys: [], run: () => here.go(place) }
  })
}

/** An athlete or a session leads to its first recording; without one, to the library. */
function recordingEntries(): Entry[] {
  return library.athletes.flatMap((athlete) => {
    const first = athlete.sessions.flatMap((session) => session.recordings)[0]
    return [
      place(`athlete ${athlete.id}`, 'Athlete', athlete.name, '', first?.id),
      ...athlete.sessions.flatMap((session) => [
        place(`session ${session.id}`, 'Session', session.name, athlete.name, session.recordings[0]?.id),
        ...session.recordings.map((recording) =>
          place(
            `recording ${recording.id}`,
            'Recording',
            recording.fileName,
            `${athlete.name} › ${session.name}`,
            recording.id,
          ),
        ),
      ]),
    ]
  })
}

function place(id: string, kind: Entry['kind'], name: string, beside: string, recordingId: string | undefined): Entry {
  const run = () => here.go(recordingId === undefined ? { page: 'library' } : { page: 'label', recordingId })
  return { id, kind, name, beside, keys: [], run }
}
