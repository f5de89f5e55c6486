/**
 * Hold-out splits by group. An athlete, session or recording (the group) stands on one side only: a network that has
 * seen a person's other clips recognises the person, and its score on them says too much.
 */
import { createRandom, shuffle } from './random.ts'

export type Side = 'train' | 'held-out'

/** What a split needs to know of a clip. */
export interface GroupedClip {
  readonly label: string
  readonly group: string
}

export interface SplitOptions {
  /** Share of the groups to hold out, 0 to 1. At least one group is held out and at least one is kept. */
  readonly heldOutShare: number
  readonly seed: number
}

export interface Split {
  /** Groups held out, in alphabetical order; empty where there is one group only. */
  readonly heldOutGroups: readonly string[]
  readonly groups: number
  /** Side of each clip, in the order of the clips. */
  readonly sides: readonly Side[]
}

/** Drawn splits that are looked at before the best of them is taken. */
const draws = 256

/**
 * Holds out a share of the groups by seed. Of 256 draws the first is taken that leaves the fewest labels without a clip
 * on either side, so that a label which only some groups have can still be learned and measured. The order of the
 * clips does not matter.
 */
export function splitByGroup(clips: readonly GroupedClip[], { heldOutShare, seed }: SplitOptions): Split {
  const labelsOfGroup = new Map<string, Set<string>>()
  for (const { group, label } of clips) {
    const labels = labelsOfGroup.get(group)
    if (labels) labels.add(label)
    else labelsOfGroup.set(group, new Set([label]))
  }
  const groups = [...labelsOfGroup.keys()].sort(byCodeUnit)
  const chosen = new Set(groups.length < 2 ? [] : drawGroups(groups, labelsOfGroup, { heldOutShare, seed }))
  return {
    heldOutGroups: groups.filter((group) => chosen.has(group)),
    groups: groups.length,
    sides: clips.map(({ group }) => (chosen.has(group) ? 'held-out' : 'train')),
  }
}

function drawGroups(
  groups: readonly string[],
  labelsOfGroup: ReadonlyMap<string, ReadonlySet<string>>,
  { heldOutShare, seed }: SplitOptions,
): string[] {
  const wanted = Math.min(groups.length - 1, Math.max(1, Math.round(heldOutShare * groups.length)))
  const labels = new Set([...labelsOfGroup.values()].flatMap((of) => [...of]))
  const missing = (side: readonly string[]): number =>
    [...labels].filter((label) => !side.some((group) => labelsOfGroup.get(group)!.has(label))).length
  const random = createRandom(seed).stream('split')
  let best: string[] = []
  let fewest = Infinity
  for (let draw = 0; draw < draws && fewest > 0; draw++) {
    const order = shuffle([...groups], random)
    const heldOut = order.slice(0, wanted)
    // A label that can't be learned is worse than one that can't be measured.
    const score = missing(order.slice(wanted)) * (labels.size + 1) + missing(heldOut)
    if (score >= fewest) continue
    best = heldOut
    fewest = score
  }
  return best
}

/** Groups with clips on both sides, in alphabetical order: the leak that makes a score look better than it is. */
export function leakedGroups(clips: readonly (GroupedClip & { readonly split: Side })[]): string[] {
  const groupsOf = (side: Side): Set<string> =>
    new Set(clips.filter(({ split }) => split === side).map(({ group }) => group))
  const heldOut = groupsOf('held-out')
  return [...groupsOf('train')].filter((group) => heldOut.has(group)).sort(byCodeUnit)
}

/** How a set was split, in words: `by athlete, 2 of 8 held out (seed 1)`. */
export function splitInWords(split: Split, { groupedBy, seed }: { groupedBy: string; seed: number }): string {
  if (split.heldOutGroups.length === 0) return `by ${groupedBy}, nothing held out (one ${groupedBy} only)`
  return `by ${groupedBy}, ${split.heldOutGroups.length} of ${split.groups} held out (seed ${seed})`
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
