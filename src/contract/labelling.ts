/** What can be asked about labels, segments and everything else that a person codes, and about getting it back. */
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { labelSetFile } from './label-set-file.ts'
import { segmentBatch } from './segment-columns.ts'
import {
  drawing,
  editEntry,
  id,
  label,
  labelSet,
  name,
  reviewedRange,
  segment,
  shape,
  share,
  synchronisation,
  wireProblem,
} from './things.ts'

const procedure = oc.errors({ PROBLEM: { status: 422, data: wireProblem } })
const nothing = z.object({})
const ofId = z.object({ id })
const ofSession = z.object({ sessionId: id })
const ofRecording = z.object({ recordingId: id })
const frameIndex = z.number().int().min(0)

const said = {
  comment: segment.shape.comment.optional(),
  modifiers: segment.shape.modifiers.optional(),
  rating: segment.shape.rating.optional(),
}

/** More in one step would stop the engine for seconds. */
export const mostChanged = 10_000

/** An event names no more segments than this: then it is quicker to read all of the recording. */
export const mostNamed = 1000

const segmentPatch = z.object({
  id,
  labelId: id.optional(),
  first: frameIndex.optional(),
  last: frameIndex.optional(),
  ...said,
})

const labelFields = z.object({
  name,
  color: label.shape.color,
  hotkey: label.shape.hotkey,
  kind: label.shape.kind,
  group: label.shape.group,
  overlap: label.shape.overlap,
  modifiers: label.shape.modifiers,
})

/** Kinds of things that deleting moves to the bin. */
export const binKind = z.enum(['segment', 'label', 'labelSet', 'recording', 'drawing'])

export const binEntry = z.object({
  kind: binKind,
  id,
  /** What it is, in words: 'serve 120–188'. */
  title: z.string(),
  /** Where it was: athlete, session, recording. */
  where: z.string(),
  removedAt: z.string(),
})
export type BinEntry = z.infer<typeof binEntry>

export const backup = z.object({
  /** Its file's name, by which it is asked for. */
  name: z.string(),
  at: z.string(),
  /** Why it was made: every day, by hand, before the library's format changed, before another was restored. */
  reason: z.enum(['daily', 'by-hand', 'schema', 'restore']),
  sizeBytes: z.number().int().nonnegative(),
})
export type Backup = z.infer<typeof backup>

const importedLabels = z.object({
  set: labelSet,
  /** In words, a sentence each: what was added and changed, and what is there and not in the file. */
  notes: z.array(z.string()),
})

/** What comparing the sounds of two recordings found: the result of a job of kind 'sync'. */
export const soundMatch = z.object({
  recordingId: id,
  /** The recording that it was compared with. */
  referenceId: id,
  /** For `sync.set`: two where the clocks were found to drift, and the sounds match far enough apart to tell. */
  points: synchronisation.shape.points,
  /** How far the best match stands out from the next best, 0 to 1: src/domain/sound-offset.ts */
  confidence: share,
  /** Seconds from the reference's first frame to the recording's first frame, by the reference's clock. */
  offsetSecs: z.number(),
  /** What the recording's clock gains on the reference's in an hour. */
  driftSecsPerHour: z.number(),
})
export type SoundMatch = z.infer<typeof soundMatch>

/** A step that changed label sets, and which. */
const changedSets = editEntry.extend({ labelSetIds: z.array(id) })

export const labellingContract = {
  labelSets: {
    list: procedure.input(nothing).output(z.array(labelSet)),
    /** With the labels of another set, where one is named. */
    create: procedure.input(z.object({ name, like: id.optional() })).output(labelSet),
    change: procedure
      .input(z.object({ id, name: name.optional(), exclusive: z.boolean().optional() }))
      .output(labelSet),
    /** Moves a set that no session uses to the bin. */
    remove: procedure.input(ofId).output(nothing),
    /** What a set was, newest first. */
    versions: procedure
      .input(ofId)
      .output(z.array(z.object({ version: z.number().int(), at: z.string(), content: labelSetFile }))),
    export: procedure.input(ofId).output(labelSetFile),
    /** A set that is known by its id is brought to what the file says, in one edit; labels that the file lacks stay. */
    import: procedure.input(z.object({ file: labelSetFile })).output(importedLabels),
    /** Takes the newest done change of any set or label back; null where there is none. */
    undo: procedure.input(nothing).output(changedSets.nullable()),
    redo: procedure.input(nothing).output(changedSets.nullable()),
  },
  labels: {
    /** Of one set, or of all. */
    list: procedure.input(z.object({ labelSetId: id.optional() })).output(z.array(label)),
    /** In the library's first set where none is named. */
    create: procedure
      .input(
        labelFields
          .partial()
          .required({ name: true })
          .extend({
            labelSetId: id.optional(),
            /** Keys that commands have, where they were changed: where no key is asked for, the label gets none of them. */
            commandKeys: z.array(z.string().max(100)).max(1000).optional(),
          }),
      )
      .output(label),
    change: procedure.input(labelFields.partial().extend({ id })).output(label),
    /** Gives labels other keys, or none, as one step: so two can swap theirs. */
    giveKeys: procedure
      .input(
        z.object({
          keys: z
            .array(z.object({ id, hotkey: label.shape.hotkey }))
            .min(1)
            .max(1000),
        }),
      )
      .output(z.array(label)),
    /** Puts a label where another of its set stands, and into that one's group, as one step; answers with the set's labels. */
    move: procedure.input(z.object({ id, toId: id })).output(z.array(label)),
    remove: procedure.input(ofId).output(nothing),
  },
  segments: {
    list: procedure.input(ofRecording).output(z.array(segment)),
    /** The same field by field, for many: `segmentsIn` makes segments of it. */
    columns: procedure.input(ofRecording).output(z.array(segmentBatch)),
    /** Those of some that are not in the bin. */
    some: procedure.input(z.object({ ids: z.array(id).min(1).max(mostNamed) })).output(z.array(segment)),
    add: procedure
      .input(z.object({ recordingId: id, labelId: id, first: frameIndex, last: frameIndex, ...said }))
      .output(segment),
    change: procedure.input(segmentPatch).output(segment),
    /** Several of one session, as one step of its history. */
    changeMany: procedure
      .input(z.object({ patches: z.array(segmentPatch).min(1).max(mostChanged) }))
      .output(z.array(segment)),
    /** To another recording of the session, at the same moments of its time, as one step; answers what was added. */
    copy: procedure
      .input(z.object({ ids: z.array(id).min(1).max(mostChanged), recordingId: id }))
      .output(z.array(segment)),
    remove: procedure.input(z.object({ ids: z.array(id).min(1) })).output(nothing),
    /** A person's verdict on a model's segments. */
    decide: procedure
      .input(z.object({ ids: z.array(id).min(1), decision: z.enum(['accepted', 'rejected', 'proposed']) }))
      .output(z.array(segment)),
    /** Writes the segment's frames and sound as a film of its own into exports/. */
    exportClip: procedure.input(ofId).output(z.object({ jobId: id })),
    bin: procedure.input(ofSession).output(z.array(segment)),
    restore: procedure.input(z.object({ ids: z.array(id).min(1) })).output(z.array(segment)),
  },
  reviewed: {
    list: procedure.input(ofRecording).output(z.array(reviewedRange)),
    /** Joins what it touches. */
    add: procedure
      .input(z.object({ recordingId: id, first: frameIndex, last: frameIndex }))
      .output(z.array(reviewedRange)),
    remove: procedure
      .input(z.object({ recordingId: id, first: frameIndex, last: frameIndex }))
      .output(z.array(reviewedRange)),
  },
  drawings: {
    list: procedure.input(ofRecording).output(z.array(drawing)),
    add: procedure.input(z.object({ recordingId: id, frame: frameIndex, shape })).output(drawing),
    change: procedure.input(z.object({ id, shape })).output(drawing),
    remove: procedure.input(z.object({ ids: z.array(id).min(1) })).output(nothing),
  },
  sync: {
    /** Of a session's recordings that something ties to its time. */
    list: procedure.input(ofSession).output(z.array(synchronisation)),
    set: procedure.input(synchronisation).output(synchronisation),
    clear: procedure.input(ofRecording).output(nothing),
    /**
     * Compares the sounds of two recordings of a session, and ties nothing: the job's result is a `soundMatch`, which a person
     * takes with `set` or not.
     */
    fromSound: procedure.input(z.object({ recordingId: id, referenceId: id })).output(z.object({ jobId: id })),
  },
  history: {
    list: procedure.input(ofSession).output(z.array(editEntry)),
    /** Takes the newest done step back; null where there is none. */
    undo: procedure.input(ofSession).output(editEntry.nullable()),
    redo: procedure.input(ofSession).output(editEntry.nullable()),
    /** Goes back or on until this step is the newest that is done; null: until none is. Answers how many steps it took. */
    goTo: procedure
      .input(ofSession.extend({ editId: z.number().int().nullable() }))
      .output(z.object({ steps: z.number().int() })),
  },
  bin: {
    /** Of the whole library, newest first. */
    list: procedure.input(nothing).output(z.array(binEntry)),
    restore: procedure.input(z.object({ items: z.array(z.object({ kind: binKind, id })).min(1) })).output(nothing),
  },
  backups: {
    list: procedure.input(nothing).output(z.array(backup)),
    create: procedure.input(nothing).output(backup),
    /** The library becomes what it was then, after a backup of what it is. */
    restore: procedure.input(z.object({ name: z.string().min(1).max(200) })).output(z.object({ safety: backup })),
  },
  preferences: {
    all: procedure.input(nothing).output(z.record(z.string(), z.json())),
    /** Null forgets it. */
    set: procedure
      .input(z.object({ key: z.string().regex(/^[a-z][a-zA-Z0-9.-]{0,99}$/), value: z.json() }))
      .output(nothing),
  },
}
