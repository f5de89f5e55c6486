/** Data sets from a library's labels: what a person would train on, previewed in words and frozen. */
import { existsSync } from 'node:fs'
import type { DatasetPreview } from '../../contract/index.ts'
import type { ClipSet, Footage } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { dataSetTable } from '../library/data-sets.ts'
import type { LabelledSegment, ReviewedFootage } from '../library/data-sets.ts'
import { labelTable } from '../library/labels.ts'
import { requireRecordingInUse } from '../library/lookups.ts'
import { freeze, holdOut } from './freeze.ts'
import type { LooseClip, Sides } from './freeze.ts'
import { judge } from './judgement.ts'
import { restsOf } from './rests.ts'
import type { Looked, Rests } from './rests.ts'
import { footageOf } from './recording-footage.ts'

/** What to learn from and how to hold out. */
export interface DatasetChoice {
  /** Empty: all labels that have segments. */
  readonly labelIds: readonly string[]
  readonly groupBy: 'athlete' | 'session' | 'recording'
  readonly heldOutShare: number
  readonly seed: number
  /** Whether what was looked through and has no segment is learned as nothing. */
  readonly background: boolean
}

/** What a choice comes to, before it is frozen. */
interface Draft {
  readonly segments: readonly LabelledSegment[]
  /** Of the segments, then of nothing. */
  readonly clips: readonly LooseClip[]
  readonly sides: Sides
  readonly rests: Rests | null
  readonly obstacles: readonly string[]
  readonly warnings: readonly string[]
}

/** What training on this choice would see: counts per label and group, obstacles and warnings in plain words. */
export function previewLibrarySet(context: EngineContext, choice: DatasetChoice): DatasetPreview {
  const { clips, sides, rests, obstacles, warnings } = draft(context, choice)
  const placed = clips.map((clip, index) => ({ ...clip, split: sides.sides[index] ?? 'train' }))
  const count = (of: typeof placed, split: string): number => of.filter((clip) => clip.split === split).length
  return {
    background: rests?.name ?? null,
    labels: sortedGroups(placed, (clip) => clip.label).map(([label, of]) => ({
      label,
      train: count(of, 'train'),
      heldOut: count(of, 'held-out'),
    })),
    groups: sortedGroups(placed, (clip) => clip.group).map(([group, of]) => ({
      group,
      split: of[0]?.split ?? 'train',
      clips: of.length,
    })),
    protocol: sides.protocol,
    obstacles: [...obstacles],
    warnings: [...warnings],
  }
}

/**
 * Freezes the library's labels as they are now.
 * @throws Problem DATASET_UNUSABLE with the first obstacle that the preview names; NOT_FOUND for a label that is gone
 */
export function freezeLibrarySet(context: EngineContext, choice: DatasetChoice): ClipSet {
  const { segments, clips, sides, rests, obstacles } = draft(context, choice)
  const [obstacle] = obstacles
  if (obstacle !== undefined) throw new Problem('DATASET_UNUSABLE', obstacle, { details: { obstacles } })
  const sources = [...segments, ...(rests?.footage ?? [])]
  return freeze(clips, sides, {
    contentHashes: new Map(sources.map(({ path, sha256 }) => [path, sha256])),
    footage: footageBySource(context, sources),
    background: rests?.name,
  })
}

function draft(context: EngineContext, choice: DatasetChoice): Draft {
  const chosen = chosenLabels(context, choice)
  const all = dataSetTable(context.db).labelled()
  const labelled = all.filter((segment) => chosen === null || chosen.has(segment.label_id))
  const present = presentFiles(labelled)
  const segments = labelled.filter((segment) => segment.label_kind === 'state' && present.get(segment.path))
  const ofSegments = segments.map((segment) => looseClip(segment, choice.groupBy))
  const split = holdOut(ofSegments, { ...choice, groupedBy: choice.groupBy })
  const rests = choice.background
    ? findRests(context, choice, {
        segments,
        clips: ofSegments,
        sides: split.sides,
        elsewhere: codedForOthers(all, labelled),
      })
    : null
  const clips = [...ofSegments, ...(rests?.clips ?? [])]
  const sides = { ...split, sides: [...split.sides, ...(rests?.sides ?? [])] }
  const judgement = judge({ labelled, segments, present, clips, sides, choice, background: rests?.name ?? null })
  return { segments, clips, sides, rests, ...judgement }
}

function findRests(
  { db }: EngineContext,
  { groupBy }: DatasetChoice,
  {
    elsewhere,
    ...labelled
  }: Pick<Looked, 'segments' | 'clips' | 'sides'> & { readonly elsewhere: ReadonlySet<string> },
): Rests | null {
  const table = dataSetTable(db)
  const reviewed = table.reviewed()
  const present = presentFiles(reviewed)
  return restsOf({
    ...labelled,
    reviewed: reviewed.filter((footage) => present.get(footage.path) && !elsewhere.has(footage.recording_id)),
    busy: table.busy(),
    groupOf: (footage) => groupOf({ ...footage, athlete: footage.session_athlete }, groupBy),
  })
}

/**
 * Recordings in which other labels were coded, and none of those that are chosen: who looked through them looked for something
 * else, so what has no segment there is not nothing.
 */
function codedForOthers(all: readonly LabelledSegment[], chosen: readonly LabelledSegment[]): ReadonlySet<string> {
  const recordings = (of: readonly LabelledSegment[]) => new Set(of.map((segment) => segment.recording_id))
  return recordings(all).difference(recordings(chosen))
}

/** Whether each file is where it was. */
function presentFiles(sources: readonly { readonly path: string }[]): ReadonlyMap<string, boolean> {
  return new Map([...new Set(sources.map(({ path }) => path))].map((file) => [file, existsSync(file)]))
}

/** Labels that were asked for, null where all are. */
function chosenLabels(context: EngineContext, { labelIds }: DatasetChoice): ReadonlySet<string> | null {
  for (const id of labelIds) {
    const label = labelTable(context.db).find(id)
    if (label === undefined || label.removed_at !== null) {
      throw new Problem('NOT_FOUND', 'A chosen label is not in this library any more. Choose the labels again.', {
        details: { labelId: id },
      })
    }
  }
  return labelIds.length === 0 ? null : new Set(labelIds)
}

function looseClip(segment: LabelledSegment, groupBy: DatasetChoice['groupBy']): LooseClip {
  return {
    key: segment.id,
    file: segment.path,
    label: segment.label,
    group: groupOf(segment, groupBy),
    range: { first: segment.first_frame, last: segment.last_frame },
  }
}

/** A group's name is shown to people and kept in the model, so it is in words and unique. */
function groupOf(
  segment: ReviewedFootage & Pick<LabelledSegment, 'athlete'>,
  groupBy: DatasetChoice['groupBy'],
): string {
  const session = `${segment.session_athlete} · ${segment.session}`
  switch (groupBy) {
    case 'athlete':
      return segment.athlete
    case 'session':
      return session
    case 'recording':
      // Two files of a session may have one name.
      return `${session} · ${segment.file_name} (${segment.sha256.slice(0, 8)})`
  }
}

function footageBySource(
  context: EngineContext,
  sources: readonly Pick<LabelledSegment, 'recording_id'>[],
): Record<string, Footage> {
  const ids = new Set(sources.map((source) => source.recording_id))
  const footages = [...ids].map((id) => footageOf(context.db, requireRecordingInUse(context.db, id)))
  return Object.fromEntries(footages.map((footage) => [footage.file, footage]))
}

function sortedGroups<Item>(items: readonly Item[], nameOf: (item: Item) => string): [string, Item[]][] {
  return [...Map.groupBy(items, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1))
}
