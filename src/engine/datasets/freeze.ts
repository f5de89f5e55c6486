/** Freezing: from labelled clips to a set with a split and a hash that never change again. */
import { createHash } from 'node:crypto'
import type { Clip, ClipSet, Footage } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { Side } from '../../domain/splits.ts'
import { splitByGroup, splitInWords } from '../../domain/splits.ts'
import { setLimits } from './labelled-clips.ts'

export interface HoldOut {
  /** Share of the groups to hold out; 0 holds out nothing. */
  readonly heldOutShare: number
  readonly seed: number
  /** What a group is, in one word for the protocol: 'athlete', 'session', 'recording', 'group'. */
  readonly groupedBy: string
}

/** A clip before the split. */
export type LooseClip = Omit<Clip, 'split'>

/** Which side every clip stands on, and that in words. */
export interface Sides {
  readonly sides: readonly Side[]
  readonly protocol: string
}

export function holdOut(clips: readonly LooseClip[], options: HoldOut): Sides {
  if (options.heldOutShare === 0) return { sides: clips.map(() => 'train'), protocol: 'nothing held out' }
  const split = splitByGroup(clips, options)
  return { sides: split.sides, protocol: splitInWords(split, options) }
}

export interface Sources {
  /** SHA-256 of every clip's file by path. */
  readonly contentHashes: ReadonlyMap<string, string>
  readonly footage: Record<string, Footage>
  /** The label that stands for nothing, where one does. */
  readonly background?: string | undefined
}

/**
 * The frozen set. Clips are put in the order of their keys, labels in alphabetical order.
 * @throws Problem DATASET_UNUSABLE where there are more labels than a network can have
 */
export function freeze(
  clips: readonly LooseClip[],
  { sides, protocol }: Sides,
  { contentHashes, footage, background }: Sources,
): ClipSet {
  const labels = labelsOf(clips)
  const frozen = clips
    .map((clip, index): Clip => ({ ...clip, split: sides[index] ?? 'train' }))
    .sort((a, b) => byCodeUnit(a.key, b.key))
  return {
    labels,
    ...(background !== undefined && { background }),
    clips: frozen,
    protocol,
    hash: clipSetHash({ labels, background }, frozen, contentHashes),
    footage,
  }
}

export function labelsOf(clips: readonly { readonly label: string }[]): string[] {
  const labels = [...new Set(clips.map((clip) => clip.label))].sort(byCodeUnit)
  if (labels.length > setLimits.labels) {
    throw new Problem('DATASET_UNUSABLE', `There are ${labels.length} labels; a network can have ${setLimits.labels}.`)
  }
  return labels
}

/**
 * SHA-256 over canonical JSON of labels and clips, in lower-case hex. It does not depend on where the files lie, on
 * their order, or on frame tables; it changes with any label, group, side, range, name or content.
 */
function clipSetHash(
  said: { readonly labels: readonly string[]; readonly background: string | undefined },
  clips: readonly Clip[],
  contentHashes: ReadonlyMap<string, string>,
): string {
  const rows = clips.map(({ key, label, group, split, range, file }) => {
    return [
      key,
      label,
      group,
      split,
      range === null ? null : [range.first, range.last],
      contentHashes.get(file) ?? null,
    ]
  })
  return createHash('sha256')
    .update(JSON.stringify({ ...said, clips: rows }))
    .digest('hex')
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
