/**
 * How protocols place clips: by chance or by group, as shares or as fifths. The same clips and seed give the same folds,
 * however the clips are ordered.
 */
import type { Fold, Part, ProtocolClip } from './protocols.ts'
import { createRandom, shuffle, type Random } from './random.ts'

/** What a draw needs to know of a clip. */
export type Drawn = Pick<ProtocolClip, 'key' | 'label' | 'group'>

const parts: readonly Part[] = ['test', 'validation', 'train']
const folds = ['fold 1', 'fold 2', 'fold 3', 'fold 4', 'fold 5'] as const

/** 60/20/20 of a number of things. Of two one is measured, of three one is validated on. */
function shares(count: number): Record<Part, number> {
  const fifth = Math.max(1, count / 5)
  const test = count >= 2 ? fifth : 0
  const validation = count >= 3 ? fifth : 0
  return { test, validation, train: count - test - validation }
}

function fifths(count: number): Record<(typeof folds)[number], number> {
  const fifth = count / 5
  return { 'fold 1': fifth, 'fold 2': fifth, 'fold 3': fifth, 'fold 4': fifth, 'fold 5': fifth }
}

/** 60/20/20 of the clips of every label, by chance: clips of one group may stand on both sides. */
export function randomShares(clips: readonly Drawn[], seed: number): Fold {
  const partOf = placeGroups(clips.map(alone), parts, shares, createRandom(seed).stream('random 60/20/20'))
  return { name: '60/20/20', parts: clips.map(({ key }) => partOf.get(key)!) }
}

/** Five folds of all clips by chance, even in every label; each fold in turn is the test part of one round. */
export function randomFifths(clips: readonly Drawn[], seed: number): Fold[] {
  const foldOf = placeGroups(clips.map(alone), folds, fifths, createRandom(seed).stream('random fifths'))
  return inTurn(clips.map(({ key }) => foldOf.get(key)!))
}

/** 60/20/20 of the groups, even in every label as far as the groups allow: no group stands on both sides. */
export function groupedShares(clips: readonly Drawn[], seed: number): Fold {
  const partOf = placeGroups(clips, parts, shares, createRandom(seed).stream('grouped 60/20/20'))
  return { name: '60/20/20 by group', parts: clips.map(({ group }) => partOf.get(group)!) }
}

/** Five folds of the groups, even in every label as far as the groups allow. */
export function groupedFifths(clips: readonly Drawn[], seed: number): Fold[] {
  const foldOf = placeGroups(clips, folds, fifths, createRandom(seed).stream('grouped fifths'))
  return inTurn(clips.map(({ group }) => foldOf.get(group)!))
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

function inTurn(foldOfClip: readonly string[]): Fold[] {
  return folds.map((name) => ({ name, parts: foldOfClip.map((fold) => (fold === name ? 'test' : 'train')) }))
}

/** A clip as a group of its own. */
function alone({ key, label }: Drawn): Drawn {
  return { key, label, group: key }
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
