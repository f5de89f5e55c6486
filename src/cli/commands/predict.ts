import { Problem } from '../../domain/problem.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { predictFile } from '../../engine/review/predict-file.ts'
import { type Call, command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { libraryModel } from '../library-model.ts'
import { share, wholeNumber } from '../numbers.ts'
import { computeEntry, defaultLibraryDir, withLibrary } from '../open.ts'
import { precisionOption } from '../precision-option.ts'
import { tellComputeEvent } from '../training-output.ts'

interface Options {
  library: string
  recording?: string
  model: string
  hop?: number
  minConfidence?: number
  precision?: 'float32' | 'bf16'
}

export const predictCommand = command<Options>(
  'predict',
  'Slide a model over a recording of a library, or over a file, and propose segments',
  (made) =>
    made
      .argument('[file]', 'video file; or name a recording of a library with --recording')
      .requiredOption('--model <id|dir>', 'model folder, or a model of the library')
      .option('--recording <id>', 'recording of the library: its proposals wait there for review')
      .option('--library <dir>', 'folder of the library, with --recording', defaultLibraryDir())
      .option('--hop <frames>', 'frames between neighbouring windows', wholeNumber(1))
      .option('--min-confidence <share>', 'propose only what scores at least this much', share)
      .addOption(precisionOption()),
  async (call) => {
    const { recording } = call.options
    const [file] = call.args
    if (recording !== undefined && file === undefined) return proposeInLibrary(call, recording)
    if (file !== undefined && recording === undefined) return proposeInFile(call, file)
    throw new Problem('INVALID_INPUT', 'Name a video file, or a recording of a library with --recording.')
  },
)

function wishes({ hop, minConfidence, precision }: Options) {
  return {
    ...(hop === undefined ? {} : { hopFrames: hop }),
    ...(minConfidence === undefined ? {} : { minConfidence }),
    ...(precision === undefined ? {} : { precision }),
  }
}

async function proposeInFile({ options, output, signal }: Call<Options>, file: string): Promise<void> {
  const { proposals } = await predictFile(
    { model: options.model, file, ...wishes(options) },
    { compute: standaloneCompute(computeEntry), signal, onEvent: (event) => tellComputeEvent(output, event) },
  )
  for (const proposal of proposals) {
    const { label, first, last, startSecs, endSecs, confidence } = proposal
    output.line(
      { ...proposal },
      `${label}  ${first}–${last}  ${startSecs.toFixed(3)}–${endSecs.toFixed(3)} s  ${Math.round(100 * confidence)} %`,
    )
  }
  output.line(
    { proposals: proposals.length },
    `${proposals.length} ${proposals.length === 1 ? 'proposal' : 'proposals'}.`,
  )
}

async function proposeInLibrary({ options, output, signal }: Call<Options>, recordingId: string): Promise<void> {
  await withLibrary({ libraryDir: options.library, create: false, program: 'touchline predict' }, async (engine) => {
    const model = await libraryModel(engine, options.model)
    const { jobId } = await engine.client.review.propose({ recordingId, modelId: model.id, ...wishes(options) })
    const { result } = await followJob(engine, jobId, { output, signal })
    const labels = new Map((await engine.client.labels.list({})).map((label) => [label.id, label.name]))
    const segments = await engine.client.segments.list({ recordingId })
    const proposed = segments.filter((segment) => segment.predictionId === result?.['predictionId'])
    for (const segment of proposed) {
      const label = labels.get(segment.labelId) ?? segment.labelId
      output.line(
        { ...segment, label },
        `${segment.id}  ${label}  ${segment.first}–${segment.last}  ${Math.round(100 * (segment.confidence ?? 0))} %`,
      )
    }
    output.line({ ...result, proposals: proposed.length }, `${proposed.length} proposals, open until a person decides.`)
  })
}
