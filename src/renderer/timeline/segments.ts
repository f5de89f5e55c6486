/** The segments that a timeline shows: read from the engine, changed together. */
import { mostChanged } from '../../contract/labelling.ts'
import { segmentsIn } from '../../contract/segment-columns.ts'
import type { Segment } from '../../contract/things.ts'
import { engine } from '../engine/client.ts'
import { countText } from '../ui/words.ts'
import { putIn } from './put-in.ts'

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
