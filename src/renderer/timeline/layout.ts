/** How a person has arranged the tracks: what a page may keep. */
import { z } from 'zod'
import type { TrackHeight } from './rows.ts'
import type { TracksBy } from './tracks.ts'

export interface TimelineLayout {
  readonly by: TracksBy
  readonly height: TrackHeight
  /** Names of closed groups. */
  readonly closed: readonly string[]
}

/** Where a layout is kept. */
export interface LayoutKeeper {
  read(): TimelineLayout
  keep(layout: TimelineLayout): void
}

const plain: TimelineLayout = { by: 'label', height: 'normal', closed: [] }

const kept = z.object({
  by: z.enum(['label', 'athlete']),
  height: z.enum(['low', 'normal', 'high']),
  closed: z.array(z.string()),
})

/** What was kept as text; the plain layout where that is none. */
export function layoutIn(text: string | null): TimelineLayout {
  try {
    return kept.parse(JSON.parse(text ?? ''))
  } catch {
    return plain
  }
}

const KEY = 'touchline.timeline'

/** In this browser, as the theme is. */
export const browserLayout: LayoutKeeper = {
  read: () => layoutIn(localStorage.getItem(KEY)),
  keep: (layout) => localStorage.setItem(KEY, JSON.stringify(layout)),
}
