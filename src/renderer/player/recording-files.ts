/** Where a player gets a recording's picture and sound from. */
import { routes } from '../../contract/routes.ts'
import type { Recording } from '../../contract/things.ts'
import type { FrameSource } from './frame-source.ts'
import type { Size } from './picture.ts'
import { Sound } from './sound.ts'

/** Address of the file whose pictures are shown; null while there is none. */
export function addressOfPicture(recording: Recording): string | null {
  const { source } = recording.playback
  return source === 'none' ? null : new URL(routes.media(recording.id, source), location.href).href
}

/** The recording's sound, in step with its pictures; null where it has none. */
export function soundOf(recording: Recording, source: FrameSource, onProblem: (message: string) => void): Sound | null {
  if (recording.sound === 'none') return null
  const which = recording.sound === 'file' ? 'sound' : 'original'
  const url = new URL(routes.media(recording.id, which), location.href).href
  return new Sound(url, which === 'sound' ? 0 : source.startSecs, onProblem)
}

/** Whether what is open is this recording, with the files it has now. */
export function hasSameFiles(open: Recording | null, now: Recording): boolean {
  return open !== null && filesOf(open) === filesOf(now)
}

function filesOf({ id, playback, sound, missing }: Recording): string {
  return JSON.stringify([id, playback, sound, missing])
}

/** Its pictures' size on screen, upright. */
export function sizeOf({ displayWidth, displayHeight }: Recording): Size {
  return { width: displayWidth, height: displayHeight }
}
