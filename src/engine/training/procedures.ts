/** Procedures of training and models. */
import type { EngineContext } from '../context.ts'
import { previewLibrarySet } from '../datasets/library-set.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import type { ContractImplementer } from '../implementer.ts'
import { chooseWeights } from '../weights/choose-weights.ts'
import { addModel, listModels, requireModel } from './models.ts'
import { describePresets } from './presets.ts'
import { discardTraining, getRun, listRuns, resumeTraining, startTraining } from './runs.ts'

export function trainingProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    training: {
      presets: os.training.presets.handler(() => describePresets()),
      preview: os.training.preview.handler(({ input }) => previewLibrarySet(context, input)),
      start: os.training.start.handler(async ({ input: { startFrom, ...wish } }) =>
        startTraining(context, wish, startFrom === undefined ? null : await chooseWeights(context, startFrom)),
      ),
      resume: os.training.resume.handler(({ input }) => resumeTraining(context, input.runId)),
      discard: os.training.discard.handler(async ({ input }) => {
        await discardTraining(context, input.runId)
        return {}
      }),
      runs: os.training.runs.handler(() => listRuns(context)),
      run: os.training.run.handler(({ input }) => getRun(context, input.id)),
    },
    models: {
      list: os.models.list.handler(() => listModels(context)),
      get: os.models.get.handler(async ({ input }) => (await requireModel(context, input.id)).model),
      add: os.models.add.handler(async ({ input }) => addModel(context, await resolveAllowed(context, input.path))),
    },
  }
}
