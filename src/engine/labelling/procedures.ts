/** Procedures of labels, segments and their history. */
import type { ContractImplementer } from '../implementer.ts'
import { startClipExport } from '../footage/clips.ts'
import type { EngineContext } from '../context.ts'
import { editTable } from '../library/edits.ts'
import { requireSession } from '../library/lookups.ts'
import { listWholeBin, restoreFromBin } from './bin.ts'
import { addDrawing, changeDrawing, listDrawings, removeDrawings } from './drawings.ts'
import { goTo, redo, undo } from './history.ts'
import { redoSetChange, undoSetChange } from './label-set-history.ts'
import {
  changeLabelSet,
  createLabelSet,
  exportLabelSet,
  importLabelSet,
  listLabelSets,
  removeLabelSet,
  versionsOf,
} from './label-sets.ts'
import { giveKeys } from './label-keys.ts'
import { changeLabel, createLabel, listLabels, moveLabel, removeLabel } from './labels.ts'
import { addReviewed, listReviewed, removeReviewed } from './reviewed.ts'
import { copySegments } from './shared-segments.ts'
import { startSoundMatch } from './sound-match.ts'
import { clearSynchronisation, listSynchronisations, setSynchronisation } from './synchronisation.ts'
import {
  addSegment,
  changeSegment,
  changeSegments,
  decideSegments,
  listBin,
  listColumns,
  listSegments,
  listSome,
  removeSegments,
  restoreSegments,
} from './segments.ts'

export function labellingProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    labelSets: {
      list: os.labelSets.list.handler(() => listLabelSets(context)),
      create: os.labelSets.create.handler(({ input }) => createLabelSet(context, input)),
      change: os.labelSets.change.handler(({ input }) => changeLabelSet(context, input)),
      remove: os.labelSets.remove.handler(({ input }) => {
        removeLabelSet(context, input.id)
        return {}
      }),
      versions: os.labelSets.versions.handler(({ input }) => versionsOf(context, input.id)),
      export: os.labelSets.export.handler(({ input }) => exportLabelSet(context, input.id)),
      import: os.labelSets.import.handler(({ input }) => importLabelSet(context, input.file)),
      undo: os.labelSets.undo.handler(() => undoSetChange(context)),
      redo: os.labelSets.redo.handler(() => redoSetChange(context)),
    },
    labels: {
      list: os.labels.list.handler(({ input }) => listLabels(context, input.labelSetId)),
      create: os.labels.create.handler(({ input }) => createLabel(context, input)),
      change: os.labels.change.handler(({ input }) => changeLabel(context, input)),
      giveKeys: os.labels.giveKeys.handler(({ input }) => giveKeys(context, input.keys)),
      move: os.labels.move.handler(({ input }) => moveLabel(context, input)),
      remove: os.labels.remove.handler(({ input }) => {
        removeLabel(context, input.id)
        return {}
      }),
    },
    segments: {
      list: os.segments.list.handler(({ input }) => listSegments(context, input.recordingId)),
      columns: os.segments.columns.handler(({ input }) => listColumns(context, input.recordingId)),
      some: os.segments.some.handler(({ input }) => listSome(context, input.ids)),
      add: os.segments.add.handler(({ input }) => addSegment(context, input)),
      change: os.segments.change.handler(({ input }) => changeSegment(context, input)),
      changeMany: os.segments.changeMany.handler(({ input }) => changeSegments(context, input.patches)),
      copy: os.segments.copy.handler(({ input }) => copySegments(context, input.ids, input.recordingId)),
      remove: os.segments.remove.handler(({ input }) => {
        removeSegments(context, input.ids)
        return {}
      }),
      decide: os.segments.decide.handler(({ input }) => decideSegments(context, input.ids, input.decision)),
      exportClip: os.segments.exportClip.handler(({ input }) => ({ jobId: startClipExport(context, input.id).id })),
      bin: os.segments.bin.handler(({ input }) => listBin(context, input.sessionId)),
      restore: os.segments.restore.handler(({ input }) => restoreSegments(context, input.ids)),
    },
    reviewed: {
      list: os.reviewed.list.handler(({ input }) => listReviewed(context, input.recordingId)),
      add: os.reviewed.add.handler(({ input }) => addReviewed(context, input)),
      remove: os.reviewed.remove.handler(({ input }) => removeReviewed(context, input)),
    },
    drawings: {
      list: os.drawings.list.handler(({ input }) => listDrawings(context, input.recordingId)),
      add: os.drawings.add.handler(({ input }) => addDrawing(context, input)),
      change: os.drawings.change.handler(({ input }) => changeDrawing(context, input.id, input.shape)),
      remove: os.drawings.remove.handler(({ input }) => {
        removeDrawings(context, input.ids)
        return {}
      }),
    },
    sync: {
      list: os.sync.list.handler(({ input }) => listSynchronisations(context, input.sessionId)),
      set: os.sync.set.handler(({ input }) => setSynchronisation(context, input)),
      clear: os.sync.clear.handler(({ input }) => {
        clearSynchronisation(context, input.recordingId)
        return {}
      }),
      fromSound: os.sync.fromSound.handler(({ input }) => ({
        jobId: startSoundMatch(context, input.recordingId, input.referenceId).id,
      })),
    },
    bin: {
      list: os.bin.list.handler(() => listWholeBin(context)),
      restore: os.bin.restore.handler(async ({ input }) => {
        await restoreFromBin(context, input.items)
        return {}
      }),
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
      goTo: os.history.goTo.handler(({ input }) => {
        requireSession(context.db, input.sessionId)
        return { steps: goTo(context, input.sessionId, input.editId) }
      }),
    },
  }
}
