/** The keys of the review page. */
import { volume } from '../player/volume.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import type { Review } from './review.svelte.ts'

interface Reach {
  player: Player
  review: Review
  explain: () => void
  sessionId: string | null
}

/** What a key press does here; null where it does nothing, as in text fields. */
export function keyCommand(event: KeyboardEvent, reach: Reach): (() => void) | null {
  if (event.target instanceof Element && event.target.closest('input, select, textarea, dialog')) return null
  const { player, review, explain, sessionId } = reach
  const key = event.key.toLowerCase()
  if (event.ctrlKey || event.metaKey) {
    if (event.code === 'Comma') return () => player.stepSecs(-1)
    if (event.code === 'Period') return () => player.stepSecs(1)
    if (sessionId === null || (key !== 'z' && key !== 'y')) return null
    const way = key === 'y' || event.shiftKey ? 'redo' : 'undo'
    return () => void review.undo(sessionId, way)
  }
  if (event.altKey) return null
  if (event.shiftKey && key === 'm') return () => volume.toggleMuted()
  // With the shift key held, layouts write other signs on the keys of comma and full stop.
  const step = event.shiftKey ? 10 : 1
  if (event.code === 'Comma') return () => player.step(-step)
  if (event.code === 'Period') return () => player.step(step)
  switch (key) {
    case ' ':
      return event.target instanceof HTMLButtonElement ? null : () => player.toggle()
    case 'j':
      return () => player.shuttle(-1)
    case 'k':
      return () => player.pause()
    case 'l':
      return () => player.shuttle(1)
    case 'a':
      return () => void review.decide('accepted')
    case 'r':
      return () => void review.decide('rejected')
    case 'n':
      return () => review.next()
    case 'i':
      return () => void review.setBound('first')
    case 'o':
      return () => void review.setBound('last')
    case 'e':
      return explain
    default:
      return null
  }
}
