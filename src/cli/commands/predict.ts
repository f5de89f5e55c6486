import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { libraryModel } from '../library-model.ts'
import { share, wholeNumber } from '../numbers.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'

interface Options {
  library: string
  recording: string
  model: string
  hop?: number
  minConfidence?: number
}

export const predictCommand = command<Options>(
  'predict',
  'Slide a model over a recording and propose segments for review',
  (made) =>
    made
      .option('--library <dir>', 'folder of the library', defaultLibraryDir())
      .requiredOption('--recording <id>', 'recording, as import prints it')
      .requiredOption(
        '--model <id|dir>',
        'model of the library, or a model folder, which is then taken into the library',
      )
      .option('--hop <frames>', 'frames between neighbouring windows', wholeNumber(1))
      .option('--min-confidence <share>', 'propose only what scores at least this much', share),
  async ({ options, output, signal }) => {
    await withLibrary({ libraryDir: options.library, create: false, program: 'touchline predict' }, async (engine) => {
      const model = await libraryModel(engine, options.model)
      const { jobId } = await engine.client.review.propose({
        recordingId: options.recording,
        modelId: model.id,
        ...(options.hop === undefined ? {} : { hopFrames: options.hop }),
        ...(options.minConfidence === undefined ? {} : { minConfidence: options.minConfidence }),
      })
      const { result } = await followJob(engine, jobId, { output, signal })
      const labels = new Map((await engine.client.labels.list({})).map((label) => [label.id, label.name]))
      const segments = await engine.client.segments.list({ recordingId: options.recording })
      const proposed = segments.filter((segment) => segment.predictionId === result?.['predictionId'])
      for (const segment of proposed) {
        const label = labels.get(segment.labelId) ?? segment.labelId
        output.line(
          { ...segment, label },
          `${segment.id}  ${label}  ${segment.first}–${segment.last}  ${Math.round(100 * (segment.confidence ?? 0))} %`,
        )
      }
      output.line(
        { ...result, proposals: proposed.length },
        `${proposed.length} proposals, open until a person decides.`,
      )
    })
  },
)
