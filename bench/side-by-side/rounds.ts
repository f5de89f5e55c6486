/** Measures contenders in turns, so that a machine that slows down or is shared slows all of them. */
import { startContender, type Contender, type ContenderOptions } from './contender.ts'

export interface Measured {
  readonly name: string
  readonly description: Readonly<Record<string, unknown>>
  /** Median over all measured steps. */
  readonly secondsPerStep: number
  /** Of the fastest step: what the machine does where nothing else runs on it. */
  readonly fastestSeconds: number
  /** Median of what all of its threads computed in a step. */
  readonly processorSecondsPerStep: number
  /** Median of each round, in the order of the rounds. */
  readonly rounds: readonly number[]
  readonly peakBytes: number
}

export interface RoundsOptions {
  /** How often each has its turn. */
  readonly rounds: number
  readonly stepsPerRound: number
  /** Steps before the first round, which are not measured. */
  readonly warmUpSteps: number
}

/** Every contender's figures; they take turns, and the one that goes first changes from round to round. */
export async function sideBySide(
  contenders: readonly ContenderOptions[],
  { rounds, stepsPerRound, warmUpSteps }: RoundsOptions,
): Promise<Measured[]> {
  const running: Contender[] = []
  try {
    for (const options of contenders) {
      process.stderr.write(`starting ${options.name}\n`)
      const contender = await startContender(options)
      running.push(contender)
      await contender.run(warmUpSteps)
    }
    const seconds = running.map((): number[][] => [])
    const processorSeconds = running.map((): number[] => [])
    const peaks = running.map(() => 0)
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < running.length; turn++) {
        const index = (round + turn) % running.length
        const ran = await running[index]!.run(stepsPerRound)
        seconds[index]!.push([...ran.seconds])
        processorSeconds[index]!.push(...ran.processorSeconds)
        peaks[index] = ran.peakBytes
      }
      const shown = running.map(({ name }, index) => `${name} ${median(seconds[index]!.at(-1)!).toFixed(3)} s`)
      process.stderr.write(`round ${round + 1} of ${rounds}: ${shown.join(', ')}\n`)
    }
    return running.map(({ name, description }, index) => ({
      name,
      description,
      secondsPerStep: median(seconds[index]!.flat()),
      fastestSeconds: Math.min(...seconds[index]!.flat()),
      processorSecondsPerStep: median(processorSeconds[index]!),
      rounds: seconds[index]!.map(median),
      peakBytes: peaks[index]!,
    }))
  } finally {
    await Promise.all(running.map((contender) => contender.close()))
  }
}

/** How many times faster `ours` is than `theirs`: the median over rounds of their time by ours in the same round. */
export function speedRatio(ours: Measured, theirs: Measured): number {
  return rounded(median(ours.rounds.map((seconds, round) => theirs.rounds[round]! / seconds)))
}

/** How many times less the processor computes for `ours` than for `theirs`. Tells more than time where others use it too. */
export function processorRatio(ours: Measured, theirs: Measured): number {
  return rounded(theirs.processorSecondsPerStep / ours.processorSecondsPerStep)
}

/** Our peak memory by theirs: below 1 where we need less. */
export function memoryRatio(ours: Measured, theirs: Measured): number {
  return rounded(ours.peakBytes / theirs.peakBytes)
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
