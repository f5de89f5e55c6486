/** How much memory a training step takes on the CPU, so that too much is refused in words and not killed by the system. */
import type { NetworkTraining } from '../../contract/learning.ts'
import { trainingMemoryBytes } from '../../contract/training-memory.ts'
import { Problem } from '../../domain/problem.ts'
import type { MachineMemory } from './machine-memory.ts'

/** Shares of the machine's memory, and of what of it is free, that training may take. */
const usable = { ofTotal: 0.9, ofFree: 0.95 } as const

/** How a training fits into a machine's memory. */
export interface MemoryFit {
  readonly config: NetworkTraining
  readonly needBytes: number
  /** What a person is told before it starts. */
  readonly text: string
}

/**
 * The configuration with a batch cut into passes that fit into this machine's memory; as it is where the whole batch does.
 * The choice depends on what is free only where that is less than the training needs, so that two runs are alike.
 * @param views of an epoch: a batch is never larger
 * @throws Problem MEMORY_TOO_SMALL where not even one clip fits, or not as many at once as the configuration says
 */
export function fitMemory(config: NetworkTraining, views: number, memory: MachineMemory): MemoryFit {
  const batch = Math.min(config.batchClips, views)
  const asked = Math.min(config.clipsAtOnce ?? batch, batch)
  const limits = [memory.totalBytes * usable.ofTotal, memory.freeBytes * usable.ofFree]
  const [inMachine, inFree] = limits.map((bytes) => mostClips(config, asked, bytes)) as [number, number]
  const most = Math.min(inMachine, inFree)
  if (most === 0 || (config.clipsAtOnce !== undefined && most < asked)) throw tooSmall(config, most, memory)
  // Passes of nearly one size: 30 clips of which 7 fit are 5 passes of 6, not 4 of 7 and one of 2.
  const clipsAtOnce = Math.ceil(batch / Math.ceil(batch / most))
  const needBytes = trainingMemoryBytes(config, clipsAtOnce)
  const need = `A step takes about ${gb(needBytes)} of memory; ${gb(memory.freeBytes)} of ${gb(memory.totalBytes)} are free.`
  if (clipsAtOnce >= batch) return { config, needBytes, text: need }
  const cut = `${batch} clips a step, in passes of ${clipsAtOnce}`
  const why =
    config.clipsAtOnce !== undefined
      ? '.'
      : inFree < inMachine
        ? `, so that it fits into the ${gb(memory.freeBytes)} that are free. To repeat the run exactly, give --at-once ${clipsAtOnce}.`
        : `, so that it fits into ${gb(memory.totalBytes)}.`
  const norms = `Batch norms see ${clipsAtOnce} clips at a time.`
  return { config: { ...config, clipsAtOnce }, needBytes, text: `${cut}${why} ${norms} ${need}` }
}

/** Clips up to `wanted` that fit into so many bytes at once; 0 where none does. */
function mostClips(config: NetworkTraining, wanted: number, bytes: number): number {
  let clips = wanted
  while (clips > 0 && trainingMemoryBytes(config, clips) > bytes) clips--
  return clips
}

function tooSmall(config: NetworkTraining, fitting: number, memory: MachineMemory): Problem {
  const least = fitting === 0 ? 1 : (config.clipsAtOnce ?? 1)
  const needBytes = trainingMemoryBytes(config, least)
  const has = `this machine has ${gb(memory.totalBytes)}, of which ${gb(memory.freeBytes)} are free`
  const advice =
    fitting > 0
      ? `Take at most ${fitting} at once (--at-once ${fitting}), or leave the choice to Touchline.`
      : needBytes > memory.totalBytes * usable.ofTotal
        ? 'Take a smaller preset (balanced, quick), or a machine with more memory.'
        : 'Close other programs, or take a smaller preset (balanced, quick).'
  return new Problem(
    'MEMORY_TOO_SMALL',
    `Training “${config.preset}” needs about ${gb(needBytes)} of memory ` +
      `${least === 1 ? 'even for one clip at a time' : `for ${least} clips at a time`}; ${has}. ${advice}`,
    { details: { needBytes, ...memory } },
  )
}

function gb(bytes: number): string {
  return `${bytes < 9.5e9 ? (bytes / 1e9).toFixed(1) : Math.round(bytes / 1e9)} GB`
}
