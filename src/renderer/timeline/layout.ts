/** How a person has arranged the tracks: what the library keeps of it. */
import { z } from 'zod'
import type { TrackHeight } from './rows.ts'
import type { TracksBy } from './tracks.ts'

export interface TimelineLayout {
  readonly by: TracksBy
  readonly height: TrackHeight
  /** Names of closed groups. */
  readonly closed: readonly string[]
}

const plain: TimelineLayout = { by: 'label', height: 'normal', closed: [] }

const kept = z.object({
  by: z.enum(['label', 'athlete']),
  height: z.enum(['low', 'normal', 'high']),
  closed: z.array(z.string()),
})

/** A layout as it was stored; the plain one where that is none. */
export function layoutIn(stored: unknown): TimelineLayout {
  return kept.safeParse(stored).data ?? plain
}
