import { resolve } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { explainFile } from '../../engine/explain/explain-file.ts'
import { writeExplanation } from '../../engine/explain/explain.ts'
import { writeExplanationPictures } from '../../engine/explain/pictures.ts'
import type { Explanation } from '../../contract/learning.ts'
import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { libraryModel } from '../library-model.ts'
import { wholeNumber } from '../numbers.ts'
import { computeEntry, defaultLibraryDir, withLibrary } from '../open.ts'
import type { Output } from '../output.ts'
import { tellComputeEvent } from '../training-output.ts'

interface Options {
  model: string
  first: number
  label?: string
  out: string
  recording?: string
  library: string
}

interface Explained {
  explanation: Explanation
  files: string[]
}

export const explainCommand = command<Options>(
  'explain',
  'Grad-CAM of one clip: which parts of the pictures speak for a label, as PNGs',
  (made) =>
    made
      .argument('[file]', 'video file; or name a recording of a library with --recording')
      .requiredOption('--model <id|dir>', 'model folder, or a model of the library')
      .option('--first <frame>', 'first frame of the clip', wholeNumber(0), 0)
      .option('--label <name>', 'label to explain; the one with the highest score where not said')
      .requiredOption('--out <dir>', 'folder for the PNGs: each frame as filmed, and with the map over it')
      .option('--recording <id>', 'recording of the library')
      .option('--library <dir>', 'folder of the library, with --recording', defaultLibraryDir()),
  async ({ options, args, output, signal }) => {
    const { explanation, files } = await (options.recording === undefined
      ? explainedFile(options, args[0], output, signal)
      : explainedRecording(options, options.recording, output, signal))
    const { label, labels, scores } = explanation
    const score = scores[labels.indexOf(label)] ?? 0
    output.line(
      { label, score, labels, scores, frames: explanation.frames.map((frame) => frame.frameIndex), files },
      `${label}, score ${(100 * score).toFixed(1)} %\n${files.length} files in ${resolve(options.out)}`,
    )
  },
)

async function explainedFile(
  options: Options,
  file: string | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<Explained> {
  if (file === undefined)
    throw new Problem('INVALID_INPUT', 'Name a video file, or a recording of a library with --recording.')
  const clip = await explainFile(
    { model: options.model, file, first: options.first, label: options.label ?? null },
    { compute: standaloneCompute(computeEntry), signal, onEvent: (event) => tellComputeEvent(output, event) },
  )
  const files = await writeExplanationPictures(clip, resolve(options.out), { signal })
  return { explanation: clip.explanation, files }
}

function explainedRecording(
  options: Options,
  recordingId: string,
  output: Output,
  signal: AbortSignal,
): Promise<Explained> {
  return withLibrary({ libraryDir: options.library, create: false, program: 'touchline explain' }, async (engine) => {
    const model = await libraryModel(engine, options.model)
    const { jobId } = await engine.client.explain.start({
      recordingId,
      modelId: model.id,
      first: options.first,
      label: options.label ?? null,
    })
    const { result } = await followJob(engine, jobId, { output, signal })
    const id = String(result?.['explanationId'])
    return {
      explanation: await engine.client.explain.get({ id }),
      files: await writeExplanation(engine.context, id, resolve(options.out)),
    }
  })
}
