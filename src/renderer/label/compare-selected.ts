/** From the Label page to the comparison of what is in hand there. */
import { sideAddress } from '../engine/compared-side.ts'
import { here } from '../engine/place.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import type { Workbench } from './workbench.svelte.ts'

/** Two selected segments beside each other; one, or the recording from this frame on, beside what is chosen there. */
export function compareSelected({ recording, selectedSegments, player }: Workbench): void {
  if (recording === null) return
  if (selectedSegments.length > 2) return notices.say('Choose two segments: two are compared at once.')
  const [left, right = null] = selectedSegments.map(({ recordingId, first, last }) =>
    sideAddress({ recordingId, event: first, range: { first, last } }),
  )
  const whole = sideAddress({ recordingId: recording.id, event: player.frameIndex, range: null })
  here.go({ page: 'compare', left: left ?? whole, right })
}
