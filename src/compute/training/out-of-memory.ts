import type { NetworkTraining } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'

/**
 * What TensorFlow says when its device has no memory left, in words that help; anything else as it is. A GPU's memory is not
 * estimated before the start.
 */
export function asMemoryProblem(caught: unknown, { batchClips, clipsAtOnce }: NetworkTraining): unknown {
  if (!(caught instanceof Error) || !/\bOOM\b|out of memory|resource ?exhausted/i.test(caught.message)) return caught
  const atOnce = clipsAtOnce ?? batchClips
  const advice =
    atOnce > 1
      ? `Let fewer go through the network at once (--at-once ${Math.ceil(atOnce / 2)}), or take a smaller preset.`
      : 'Take a smaller preset (balanced, quick).'
  return new Problem('MEMORY_TOO_SMALL', `The memory ran out with ${atOnce} clips at once. ${advice}`, {
    cause: caught,
  })
}
