/** Procedures of labels, segments and their history. */
import type { ContractImplementer } from '../implementer.ts'
import { startClipExport } from '../footage/clips.ts'
import type { EngineContext } from '../context.ts'
import { editTable } from '../library/edits.ts'
import { requireSession } from '../library/lookups.ts'
import { redo, undo } from './history.ts'
import { changeLabel, createLabel, listLabels, removeLabel } from './labels.ts'
import {
  addSegment,
  changeSegment,
  decideSegments,
  listBin,
  listSegments,
  removeSegments,
  restoreSegments,
} from './segments.ts'

export function labellingProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    labels: {
      list: os.labels.list.handler(() => listLabels(context)),
      create: os.labels.create.handler(({ input }) => createLabel(context, input)),
      change: os.labels.change.handler(({ input }) => changeLabel(context, input)),
      remove: os.labels.remove.handler(({ input }) => {
        removeLabel(context, input.id)
        return {}
      }),
    },
    segments: {
      list: os.segments.list.handler(({ input }) => listSegments(context, input.recordingId)),
      add: os.segments.add.handler(({ input }) => addSegment(context, input)),
      change: os.segments.change.handler(({ input }) => changeSegment(context, input)),
      remove: os.segments.remove.handler(({ input }) => {
        removeSegments(context, input.ids)
        return {}
      }),
      decide: os.segments.decide.handler(({ input }) => decideSegments(context, input.ids, input.decision)),
      exportClip: os.segments.exportClip.handler(({ input }) => ({ jobId: startClipExport(context, input.id).id })),
      bin: os.segments.bin.handler(({ input }) => listBin(context, input.sessionId)),
      restore: os.segments.restore.handler(({ input }) => restoreSegments(context, input.ids)),
    },
    history: {
      list: os.history.list.handler(({ input }) => {
        requireSession(context.db, input.sessionId)
        return editTable(context.db).list(input.sessionId)
      }),
      undo: os.history.undo.handler(({ input }) => {
        requireSession(context.db, input.sessionId)
        return undo(context, input.sessionId)
      }),
      redo: os.history.redo.handler(({ input }) => {
        requireSession(context.db, input.sessionId)
        return redo(context, input.sessionId)
      }),
    },
  }
}
