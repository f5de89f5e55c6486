/** The segments that a timeline shows: read from the engine, kept in the order of time, changed together. */
import { mostChanged } from '../../contract/labelling.ts'
import { segmentsIn } from '../../contract/segment-columns.ts'
import type { Segment } from '../../contract/things.ts'
import { engine } from '../engine/client.ts'
import { countText } from '../ui/words.ts'

/** Some segments of those that are shown, which may have changed or gone. */
interface Some {
  readonly ids: readonly string[]
  /** What is shown when the engine has answered. */
  readonly among: () => readonly Segment[]
}

/** All segments of a recording, by first frame; where some are named only those are read, and put among the others. */
export async function readSegments(recordingId: string, some?: Some): Promise<readonly Segment[]> {
  if (some === undefined) return segmentsIn(recordingId, await engine.segments.columns({ recordingId }))
  const read = await engine.segments.some({ ids: [...some.ids] })
  return putIn(some.among(), read, some.ids)
}

/**
 * Segments with some of them replaced or added. The same array where nothing is new, and the same objects where they are.
 * @param ids of all that may have changed: those that are not given are gone
 */
export function putIn(
  segments: readonly Segment[],
  given: readonly Segment[],
  ids: readonly string[] = given.map(({ id }) => id),
): readonly Segment[] {
  const named = new Set(ids)
  const before = new Map(segments.filter(({ id }) => named.has(id)).map((segment) => [segment.id, segment]))
  const put = given.map((segment) => {
    const known = before.get(segment.id)
    return known !== undefined && JSON.stringify(known) === JSON.stringify(segment) ? known : segment
  })
  if (put.length === before.size && put.every((segment) => before.get(segment.id) === segment)) return segments
  return segments
    .filter(({ id }) => !named.has(id))
    .concat(put)
    .sort((a, b) => a.first - b.first || a.last - b.last)
}

interface Patch {
  readonly id: string
  readonly labelId?: string
  readonly first?: number
  readonly last?: number
  readonly comment?: string
}

/** Changes segments as one step of the history. @throws Error in plain words where they are too many for one */
export async function changeSegments(patches: readonly Patch[]): Promise<readonly Segment[]> {
  if (patches.length > mostChanged) {
    throw new Error(
      `At most ${countText(mostChanged)} segments can be changed in one step, and ${countText(patches.length)} are selected. Select fewer.`,
    )
  }
  return engine.segments.changeMany({ patches: [...patches] })
}
