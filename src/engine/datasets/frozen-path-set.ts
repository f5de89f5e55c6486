/** Freezing a data set that comes as files: content hashes, split, and what a person should know. */
import path from 'node:path'
import type { ClipSet } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { Side } from '../../domain/splits.ts'
import { splitObstacles, splitWarnings } from '../../domain/split-judgement.ts'
import { hashFile } from '../../media/hash.ts'
import { sideBySide } from '../side-by-side.ts'
import { freeze, holdOut, labelsOf } from './freeze.ts'
import type { Sides } from './freeze.ts'
import type { LabelledFile, PathSet } from './labelled-clips.ts'
import { readAnySet } from './any-set.ts'

export interface PathSetOptions {
  /** Share of the groups to hold out where the set does not say itself. */
  readonly heldOutShare: number
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}

export interface FrozenPathSet {
  readonly clipSet: ClipSet
  readonly warnings: readonly string[]
}

/**
 * Reads a folder or manifest for training: split as it says, else by group.
 * @throws Problem as readAnySet; DATASET_UNUSABLE for whatever splitObstacles names; CANCELLED
 */
export async function freezePathSet(data: string, options: PathSetOptions): Promise<FrozenPathSet> {
  const set = await readAnySet(data, { allowAbsolute: true })
  const sides = given(set) ?? holdOut(loose(set.clips), { ...options, groupedBy: 'group' })
  const placed = set.clips.map((clip, index) => ({ ...clip, split: sides.sides[index] ?? 'train' }))
  const obstacles = splitObstacles(placed, labelsOf(set.clips), 'group')
  if (obstacles.length > 0) {
    throw new Problem('DATASET_UNUSABLE', `${set.origin} can't be learned from. ${obstacles.slice(0, 3).join(' ')}`, {
      details: { obstacles },
    })
  }
  const clipSet = await frozen(set.clips, sides, options.signal)
  return { clipSet, warnings: [...set.warnings, ...splitWarnings(clipSet.clips, clipSet.labels)] }
}

/** Freezes clips for measuring a model on all of them. `protocol` says in words which they are. */
export function freezeForMeasuring(
  clips: readonly LabelledFile[],
  protocol: string,
  signal?: AbortSignal,
): Promise<ClipSet> {
  return frozen(clips, { sides: clips.map(() => 'held-out'), protocol }, signal)
}

function loose(clips: readonly LabelledFile[]) {
  return clips.map(({ key, file, label, group }) => ({ key, file, label, group, range: null }))
}

/** The split that the set itself gives; null where it leaves it to us. */
function given({ clips, origin }: PathSet): Sides | null {
  const sides = clips.map((clip) => clip.split)
  if (!sides.every((side): side is Side => side !== null)) return null
  const groups = new Set(clips.map((clip) => clip.group))
  const heldOut = new Set(clips.filter((clip) => clip.split === 'held-out').map((clip) => clip.group))
  return { sides, protocol: `as ${path.basename(origin)} says, ${heldOut.size} of ${groups.size} groups held out` }
}

async function frozen(clips: readonly LabelledFile[], sides: Sides, signal?: AbortSignal): Promise<ClipSet> {
  const contentHashes = await hashAll([...new Set(clips.map((clip) => clip.file))], signal)
  return freeze(loose(clips), sides, { contentHashes, footage: {} })
}

/** SHA-256 of every file, a few at a time. */
async function hashAll(files: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  await sideBySide(files, { lanes: 4, signal }, async (file, stop) => {
    hashes.set(file, await hashFile(file, { signal: stop }))
  })
  return hashes
}
