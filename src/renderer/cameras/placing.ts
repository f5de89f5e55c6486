/** Recordings in the time of their session, as the window knows them. */
import type { Recording, Synchronisation } from '../../contract/things.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { syncLine, untied, type Placed, type SyncLine } from '../../domain/synchronise.ts'
import { percentText } from '../ui/words.ts'

export interface PlacedRecording extends Placed {
  readonly recording: Recording
  /** Null where nothing ties it: it starts with its session. */
  readonly tie: Synchronisation | null
  /** Why the tie can't be used; null where it can, or where there is none. */
  readonly problem: string | null
}

export function placed(recording: Recording, table: FrameTable, tie: Synchronisation | null): PlacedRecording {
  const place = { recording, table, tie, lengthSecs: recording.durationSecs }
  try {
    return { ...place, line: syncLine(tie?.points ?? [], table, recording.slowMotion), problem: null }
  } catch (caught) {
    // Slow motion was set after the recording was tied by two moments: then both can't be right.
    if (!(caught instanceof Problem)) throw caught
    return { ...place, line: { ...untied, rate: 1 / recording.slowMotion }, problem: caught.message }
  }
}

interface Known {
  readonly tables: ReadonlyMap<string, FrameTable>
  readonly ties: readonly Synchronisation[]
}

/** Of those recordings whose frames are known. */
export function placesOf(recordings: readonly Recording[], { tables, ties }: Known): Map<string, PlacedRecording> {
  return new Map(
    recordings.flatMap((recording) => {
      const table = tables.get(recording.id)
      const tie = ties.find(({ recordingId }) => recordingId === recording.id) ?? null
      return table === undefined ? [] : [[recording.id, placed(recording, table, tie)] as const]
    }),
  )
}

/** The recordings that share the session's time: those that are tied, and the first, whose time it is. None where nothing is tied. */
export function synchronisedOf(recordings: readonly Recording[], ties: readonly Synchronisation[]): Recording[] {
  const tied = new Set(ties.map(({ recordingId }) => recordingId))
  return tied.size === 0 ? [] : recordings.filter(({ id }, at) => at === 0 || tied.has(id))
}

/** Maps that are replaced and never changed, so that state may hold them as they are. */
export function noEntries<Value>(): ReadonlyMap<string, Value> {
  return new Map()
}

/** Adds what was read to such a map. */
export function withEntry<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
): ReadonlyMap<string, Value> {
  return new Map([...map, [key, value]])
}

/** Leaves out of such a map what is to be read anew. */
export function withoutEntries<Value>(
  map: ReadonlyMap<string, Value>,
  leftOut: (key: string) => boolean,
): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([key]) => !leftOut(key)))
}

const methodWords = { typed: 'typed', marked: 'by the same moment in both', sound: 'from the sound' } as const

/** Where a recording lies and how that is known: 'starts 3.217 s after the session, from the sound (82 %)'. */
export function placeText({ line, tie, recording, problem }: PlacedRecording): string {
  if (problem !== null) return 'is tied by two moments that don’t fit its slow motion any more: tie it again'
  if (tie === null) return 'is not synchronised: it starts with the session'
  const confidence = tie.confidence === null ? '' : ` (${percentText(tie.confidence)})`
  const drift = driftText(line, recording.slowMotion)
  return `${startText(line.offsetSecs)}, ${methodWords[tie.method]}${confidence}${drift === '' ? '' : `; ${drift}`}`
}

/** 'starts 3.217 s after the session', 'starts 0.400 s before the session'. */
function startText(offsetSecs: number): string {
  if (Math.abs(offsetSecs) < 0.0005) return 'starts with the session'
  return `starts ${Math.abs(offsetSecs).toFixed(3)} s ${offsetSecs < 0 ? 'before' : 'after'} the session`
}

/** How much its clock gains or loses in an hour; empty where that is less than a hundredth of a second. */
function driftText({ rate }: SyncLine, slowMotion: number): string {
  const secsPerHour = (1 - rate * slowMotion) * 3600
  if (Math.abs(secsPerHour) < 0.01) return ''
  return `its clock ${secsPerHour > 0 ? 'gains' : 'loses'} ${Math.abs(secsPerHour).toFixed(2)} s in an hour`
}
