/** What a picture shows, whatever its playhead is on the way to. */
import type { Player } from '../player/player.svelte.ts'

/** The frame that a person sees; the playhead's where no picture can be drawn. */
export function seenIndex(player: Player): number {
  return player.drawnIndex ?? player.frameIndex
}
