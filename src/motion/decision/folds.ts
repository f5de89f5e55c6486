/** How the clips to learn from are split once more, to choose settings and to calibrate. */
import { shuffle, type Random } from '../../domain/random.ts'

export interface InnerFolds {
  /** For each clip the fold in which it is judged. */
  readonly foldOf: readonly number[]
  readonly count: number
  /** `group`: no group is on both sides. `clip`: there is one group alone, or a label stands in one alone. */
  readonly by: 'group' | 'clip'
}

/** Groups are judged one by one where there are no more than this, else in so many folds of several. */
const mostSingleGroups = 10
const usualFolds = 5

/**
 * Folds by group where every label is in two groups at least, so that each is always learned from some; else by clip.
 * @param groups, labels of each clip
 */
export function innerFolds(groups: readonly string[], labels: readonly number[], random: Random): InnerFolds {
  const names = [...new Set(groups)]
  const groupsOf = new Map<number, Set<string>>()
  labels.forEach((label, clip) => {
    const found = groupsOf.get(label) ?? new Set()
    groupsOf.set(label, found.add(groups[clip]!))
  })
  if (names.length < 2 || [...groupsOf.values()].some((found) => found.size < 2)) return byClip(labels, random)
  const count = names.length <= mostSingleGroups ? names.length : usualFolds
  const folds = new Map<string, number>()
  const sizes = new Array<number>(count).fill(0)
  const sizeOf = (name: string): number => groups.filter((group) => group === name).length
  const bySize = shuffle([...names], random).toSorted((a, b) => sizeOf(b) - sizeOf(a))
  for (const name of bySize) {
    const least = sizes.indexOf(Math.min(...sizes))
    folds.set(name, least)
    sizes[least]! += sizeOf(name)
  }
  return { foldOf: groups.map((group) => folds.get(group)!), count, by: 'group' }
}

/** Clips of each label dealt out one by one. */
function byClip(labels: readonly number[], random: Random): InnerFolds {
  const count = Math.min(usualFolds, Math.max(2, Math.floor(labels.length / 2)))
  const foldOf = new Array<number>(labels.length).fill(0)
  let next = 0
  for (const label of [...new Set(labels)].toSorted((a, b) => a - b)) {
    const clips = shuffle(
      labels.flatMap((of, clip) => (of === label ? [clip] : [])),
      random,
    )
    for (const clip of clips) foldOf[clip] = next++ % count
  }
  return { foldOf, count, by: 'clip' }
}
