/** `dataset check`: what is wrong with a copy of a data set, and what each protocol lets through. */
import { leaksOf, sizesOf, type Leaks, type Part, type Protocol } from '../../../domain/protocols.ts'
import { splitObstacles } from '../../../domain/split-judgement.ts'
import { inspectFootage, withFootage, type InspectOptions } from './footage.ts'
import { counted, faultOfAll, type Fault, type OwnersSet, type SetName } from './owners-set.ts'
import { groupWord, protocolOf } from './protocol-of.ts'
import { readOwnersSet } from './read-owners-set.ts'

export interface CheckOptions extends InspectOptions {
  /** Whether names and lists alone are looked at, and no file is decoded. */
  readonly quick: boolean
  /** Decides the random draws. */
  readonly seed: number
  readonly as?: SetName | undefined
}

export interface CheckedFold {
  readonly name: string
  readonly sizes: Readonly<Record<Part, number>>
  readonly leaks: Leaks
}

export interface CheckedProtocol {
  readonly kind: Protocol['kind']
  readonly name: string
  readonly text: string
  readonly seed: number | null
  readonly folds: readonly CheckedFold[]
}

export interface CheckedSet {
  /** What can be used of it, with all faults. */
  readonly set: OwnersSet
  /** Clips that are there, usable or not. */
  readonly found: number
  readonly protocols: readonly CheckedProtocol[]
  /** Why nothing can be learned from it; none where something can. */
  readonly obstacles: readonly string[]
}

/** @throws Problem as readOwnersSet and inspectFootage */
export async function checkOwnersSet(dir: string, options: CheckOptions): Promise<CheckedSet> {
  const { quick, seed, as } = options
  const found = await readOwnersSet(dir, as === undefined ? {} : { as })
  const set = quick ? found : withFootage(found, await inspectFootage(found, options))
  return checkedSet(set, found.clips.length, seed)
}

/**
 * The same of a set that was read before.
 * @param found clips that are there, usable or not
 */
export function checkedSet(set: OwnersSet, found: number, seed: number): CheckedSet {
  const labels = [...new Set(set.clips.map(({ label }) => label))]
  const obstacles = splitObstacles(
    set.clips.map((clip) => ({ ...clip, split: 'train' as const })),
    labels,
    groupWord[set.name],
  )
  const protocols = obstacles.length > 0 ? [] : everyProtocol(set, seed).map(checked)
  const leaks = protocols.flatMap((protocol) => leakOf(protocol, groupWord[set.name]))
  return { set: { ...set, faults: [...set.faults, ...leaks] }, found, protocols, obstacles }
}

/** Nobody trains more often than this for one number. */
const mostRounds = 60

/** The paper's, the usual honest one, and the other honest ones where they are others that can be run. */
function everyProtocol(set: OwnersSet, seed: number): Protocol[] {
  const all = [
    protocolOf(set, 'paper', seed),
    protocolOf(set, 'honest', seed),
    protocolOf(set, 'honest', seed, { honest: 'leave-one-group-out' }),
    protocolOf(set, 'honest', seed, { honest: 'five-folds-by-group' }),
  ]
  const runnable = all.filter(({ folds }) => folds.length <= mostRounds)
  return runnable.filter(({ name }, i) => runnable.findIndex((other) => other.name === name) === i)
}

function checked(protocol: Protocol): CheckedProtocol {
  const { kind, name, text, seed } = protocol
  const folds = protocol.folds.map((fold) => ({
    name: fold.name,
    sizes: sizesOf(fold),
    leaks: leaksOf(protocol, fold),
  }))
  return { kind, name, text, seed, folds }
}

function leakOf({ kind, name, folds }: CheckedProtocol, word: string): Fault[] {
  const leaking = folds.filter(({ leaks }) => leaks.clips > 0)
  if (leaking.length === 0) return []
  const clips = leaking.reduce((sum, { leaks }) => sum + leaks.clips, 0)
  const tested = folds.reduce((sum, { sizes }) => sum + sizes.test, 0)
  const groups = new Set(leaking.flatMap(({ leaks }) => leaks.groups)).size
  const where = folds.length === 1 ? '' : ` in ${leaking.length} of ${folds.length} rounds`
  const own = kind === 'honest' ? ' The owner’s lists are so; they are used as they are.' : ''
  const share = `${clips} of ${tested} clips (${((100 * clips) / tested).toFixed(1)} %)`
  const text =
    `“${name}” tests ${share}${where} on a ${word} that it also learned from (${counted(groups, word)}): ` +
    `its numbers are higher than they deserve.${own}`
  return [faultOfAll('leak', text)]
}
