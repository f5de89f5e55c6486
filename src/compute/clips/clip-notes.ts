import type { Clip, Preprocessing } from '../../contract/learning.ts'
import { windowLength } from '../../domain/windows.ts'
import type { OpenedClips } from './open-clips.ts'

/** Damaged files that are named; the rest is counted. */
const namedFiles = 5

/** What a person should know of clips that are used all the same, a sentence each; none where all is well. */
export function clipNotes(
  clips: readonly Clip[],
  { lengths, damaged }: OpenedClips,
  { frames, frameStep }: Pick<Preprocessing, 'frames' | 'frameStep'>,
): string[] {
  const notes: string[] = []
  const window = windowLength(frames, frameStep)
  const short = lengths.filter((length) => length < window).length
  if (short > 0) {
    const whose = short === 1 ? '1 clip is' : `${short} clips are`
    notes.push(`${whose} shorter than the ${window} frames that the network sees, and played again from the start.`)
  }
  if (damaged.length > 0) {
    const named = damaged.slice(0, namedFiles).map((place) => clips[place]!.file)
    const more = damaged.length > namedFiles ? ` and ${damaged.length - namedFiles} more` : ''
    notes.push(
      `${damaged.length === 1 ? 'The file of 1 clip is' : `The files of ${damaged.length} clips are`} damaged: ` +
        `${named.join(', ')}${more}. The frames that can still be read are used; copy the files again to have all.`,
    )
  }
  return notes
}
