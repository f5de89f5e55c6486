/** Procedures of the library's tree: athletes, sessions, recordings, import. */
import type { ContractImplementer } from '../implementer.ts'
import type { EngineContext } from '../context.ts'
import { describeLibrary } from '../library/info.ts'
import { startImport } from './import-files.ts'
import { getFrames, getRecording, libraryTree, removeRecording, restoreRecording, setSlowMotion } from './recordings.ts'
import { startSampleImport } from './sample.ts'
import { changeSession, createAthlete, createSession, renameAthlete } from './sessions.ts'

export function footageProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    library: {
      info: os.library.info.handler(() => describeLibrary(context)),
      tree: os.library.tree.handler(() => libraryTree(context)),
    },
    athletes: {
      create: os.athletes.create.handler(({ input }) => createAthlete(context, input.name)),
      rename: os.athletes.rename.handler(({ input }) => renameAthlete(context, input.id, input.name)),
    },
    sessions: {
      create: os.sessions.create.handler(({ input }) => createSession(context, input)),
      change: os.sessions.change.handler(({ input }) => changeSession(context, input)),
    },
    footage: {
      import: os.footage.import.handler(({ input }) => ({ jobId: startImport(context, input).id })),
      importSample: os.footage.importSample.handler(() => ({ jobId: startSampleImport(context).id })),
    },
    recordings: {
      get: os.recordings.get.handler(({ input }) => getRecording(context, input.id)),
      frames: os.recordings.frames.handler(({ input }) => {
        const { timeBase, pts, keyFrames } = getFrames(context, input.id)
        return { timeBase, pts: [...pts], keyFrames: [...keyFrames] }
      }),
      setSlowMotion: os.recordings.setSlowMotion.handler(({ input }) =>
        setSlowMotion(context, input.id, input.slowMotion),
      ),
      remove: os.recordings.remove.handler(({ input }) => {
        removeRecording(context, input.id)
        return {}
      }),
      restore: os.recordings.restore.handler(({ input }) => restoreRecording(context, input.id)),
    },
  }
}
