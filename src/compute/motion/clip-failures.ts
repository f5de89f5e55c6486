import type { Clip } from '../../contract/learning.ts'
import { toProblem, type Problem } from '../../domain/problem.ts'
import { unreadableClips } from '../clips/open-clips.ts'

/**
 * Does something with every clip, and says of all that can't be read at once what is wrong with them.
 * @throws Problem DATASET_UNUSABLE naming them; at once what has nothing to do with a clip
 */
export async function withEveryClip(clips: readonly Clip[], work: (place: number) => Promise<void>): Promise<void> {
  const failures: { place: number; problem: Problem }[] = []
  await Promise.all(
    clips.map(async (_, place) => {
      try {
        await work(place)
      } catch (caught) {
        const problem = toProblem(caught)
        if (notOfAClip.has(problem.code)) throw problem
        failures.push({ place, problem })
      }
    }),
  )
  const inOrder = failures.toSorted((a, b) => a.place - b.place)
  if (inOrder.length > 0) throw unreadableClips(inOrder.map(({ place, problem }) => ({ clip: clips[place]!, problem })))
}

const notOfAClip: ReadonlySet<Problem['code']> = new Set(['FFMPEG_MISSING', 'INTERNAL', 'DISK_FULL'])
