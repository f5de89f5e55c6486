/** What a picture shows, whatever its playhead is on the way to; and whether it would be played from the same files. */
import type { Recording } from '../../contract/things.ts'
import type { Player } from '../player/player.svelte.ts'

/** The frame that a person sees; the playhead's where no picture can be drawn. */
export function seenIndex(player: Player): number {
  return player.drawnIndex ?? player.frameIndex
}

/** Whether what is open is this recording, with the files it has now. */
export function hasSameFiles(open: Recording | null, now: Recording): boolean {
  return open !== null && filesOf(open) === filesOf(now)
}

function filesOf({ id, playback, sound, missing }: Recording): string {
  return JSON.stringify([id, playback, sound, missing])
}
