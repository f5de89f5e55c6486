/**
 * How protocols place clips: by chance or by group, as shares or as fifths. The same clips and seed give the same folds,
 * however the clips are ordered.
 */
import type { Fold, Part, ProtocolClip } from './protocols.ts'
import { createRandom, shuffle, type Random } from './random.ts'

/** What a draw needs to know of a clip. */
export type Drawn = Pick<ProtocolClip, 'key' | 'label' | 'group'>

const parts: readonly Part[] = ['test', 'validation', 'train']
const fifths = 5

/** 60/20/20 of a number of things. From two on one is measured, from three on one is kept for validation. */
function shares(count: number): Record<Part, number> {
  const fifth = Math.max(1, Math.round(count / 5))
  const test = count >= 2 ? fifth : 0
  const validation = count >= 3 ? fifth : 0
  return { test, validation, train: count - test - validation }
}

/** 60/20/20 of the clips of every label, by chance: clips of one group may stand on both sides. */
export function randomShares(clips: readonly Drawn[], seed: number): Fold {
  const random = createRandom(seed).stream('random 60/20/20')
  const partOf = new Map<string, Part>()
  for (const keys of keysByLabel(clips, random)) {
    const { test, validation } = shares(keys.length)
    keys.forEach((key, i) => partOf.set(key, i < test ? 'test' : i < test + validation ? 'validation' : 'train'))
  }
  return { name: '60/20/20', parts: clips.map(({ key }) => partOf.get(key)!) }
}

/** Five folds of all clips by chance, even in every label; each fold in turn is the test part of one round. */
export function randomFifths(clips: readonly Drawn[], seed: number): Fold[] {
  const random = createRandom(seed).stream('random fifths')
  const fifthOf = new Map<string, number>()
  for (const key of keysByLabel(clips, random).flat()) fifthOf.set(key, fifthOf.size % fifths)
  return inTurn(clips.map(({ key }) => fifthOf.get(key)!))
}

/** 60/20/20 of the groups, even in every label as far as the groups allow: no group stands on both sides. */
export function groupedShares(clips: readonly Drawn[], seed: number): Fold {
  const partOf = placeGroups(clips, parts, shares, createRandom(seed).stream('grouped 60/20/20'))
  return { name: '60/20/20 by group', parts: clips.map(({ group }) => partOf.get(group)!) }
}

/** Five folds of the groups, even in every label as far as the groups allow. */
export function groupedFifths(clips: readonly Drawn[], seed: number): Fold[] {
  const folds = ['0', '1', '2', '3', '4']
  const random = createRandom(seed).stream('grouped fifths')
  const evenly = (count: number): Record<string, number> =>
    Object.fromEntries(folds.map((fold) => [fold, count / folds.length]))
  const foldOf = placeGroups(clips, folds, evenly, random)
  return inTurn(clips.map(({ group }) => Number(foldOf.get(group)!)))
}

/** One round for every name that `heldOutAs` gives: its clips are the test part, all others are learned from. */
export function leaveOneOut<Clip extends Drawn>(clips: readonly Clip[], heldOutAs: (clip: Clip) => string): Fold[] {
  const names = clips.map(heldOutAs)
  return [...new Set(names)]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => ({ name, parts: names.map((of) => (of === name ? 'test' : 'train')) }))
}

/** The round that one of the owner's lists says. */
export function officialFold(clips: readonly ProtocolClip[], list: string): Fold {
  return { name: list, parts: clips.map(({ official }) => official?.[list] ?? null) }
}

function inTurn(fifthOfClip: readonly number[]): Fold[] {
  return Array.from({ length: fifths }, (_, fold) => ({
    name: `fold ${fold + 1}`,
    parts: fifthOfClip.map((fifth) => (fifth === fold ? 'test' : 'train')),
  }))
}

/** The clips of each label in an order of the dice, labels in alphabetical order. */
function keysByLabel(clips: readonly Drawn[], random: Random): string[][] {
  const labels = new Map<string, string[]>()
  for (const { label, key } of clips) labels.set(label, [...(labels.get(label) ?? []), key])
  return sorted(labels.keys()).map((label) => shuffle(sorted(labels.get(label)!), random.stream(label)))
}

/**
 * Places every group into one of several bins so that each label has about the wanted number of its groups in each of them
 * (iterative stratification: Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011). The label with the fewest groups left is
 * served first, for it has the least choice.
 * @param wanted groups of a label that each bin should get, by the number of groups that have the label
 */
function placeGroups<Bin extends string>(
  clips: readonly Drawn[],
  bins: readonly Bin[],
  wanted: (groupsOfLabel: number) => Record<Bin, number>,
  random: Random,
): Map<string, Bin> {
  const labelsOfGroup = new Map<string, Set<string>>()
  for (const { group, label } of clips) {
    labelsOfGroup.set(group, (labelsOfGroup.get(group) ?? new Set<string>()).add(label))
  }
  const order = shuffle(sorted(labelsOfGroup.keys()), random)
  const waiting = new Map<string, Set<string>>()
  for (const group of order) {
    for (const label of labelsOfGroup.get(group)!) {
      waiting.set(label, (waiting.get(label) ?? new Set<string>()).add(group))
    }
  }
  const open = new Map([...waiting].map(([label, groups]) => [label, wanted(groups.size)]))
  const total = wanted(order.length)
  const placed = new Map<string, Bin>()
  while (waiting.size > 0) {
    const label = sorted(waiting.keys()).reduce((a, b) => (waiting.get(b)!.size < waiting.get(a)!.size ? b : a))
    for (const group of waiting.get(label)!) {
      const room = open.get(label)!
      const bin = bins.reduce((a, b) => (room[b] > room[a] || (room[b] === room[a] && total[b] > total[a]) ? b : a))
      placed.set(group, bin)
      total[bin] -= 1
      for (const of of labelsOfGroup.get(group)!) {
        open.get(of)![bin] -= 1
        if (of !== label) waiting.get(of)?.delete(group)
      }
    }
    waiting.delete(label)
    for (const [of, groups] of waiting) if (groups.size === 0) waiting.delete(of)
  }
  return placed
}

function sorted(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
