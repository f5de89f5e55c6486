/** How the tracks are arranged, the same in all windows of the library and after a restart. */
import { preferences } from '../engine/preferences.svelte.ts'
import { layoutIn, type TimelineLayout } from './layout.ts'

class KeptLayout {
  readonly now: TimelineLayout = $derived(layoutIn(preferences.get('timeline')))

  keep({ by, height, closed }: TimelineLayout): Promise<void> {
    return preferences.set('timeline', { by, height, closed: [...closed] })
  }
}

export const keptLayout = new KeptLayout()
