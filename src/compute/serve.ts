import type { ComputeRequest, ComputeResult } from '../contract/compute.ts'
import { networkPart } from '../contract/network-part.ts'
import { describeBackend, loadBackend } from './backend.ts'
import { evaluateModel } from './evaluate-model.ts'
import { explainModel } from './explain-model.ts'
import { inspectWeights } from './models/weights-on-disk.ts'
import { predictModel } from './predict-model.ts'
import type { Surroundings } from './surroundings.ts'
import { train } from './train.ts'

/** Does what is asked. @throws Problem of whatever kind of work it is */
export async function serve(request: ComputeRequest, surroundings: Surroundings): Promise<ComputeResult> {
  if (request.kind === 'describe') return { kind: 'describe', description: await describeBackend(request) }
  if (request.kind === 'inspect-weights') {
    return { kind: 'inspect-weights', weights: await inspectWeights(request.file, request.name) }
  }
  // The footage adapter looks here first.
  process.env['TOUCHLINE_FFMPEG'] = request.ffmpeg
  const backend = await loadBackend(request, needsTensorFlow(request) ? 'training' : 'inference')
  switch (request.kind) {
    case 'train':
      return { kind: 'train', model: await train(request, backend, surroundings) }
    case 'evaluate':
      return { kind: 'evaluate', ...(await evaluateModel(request, surroundings)) }
    case 'predict':
      return { kind: 'predict', ...(await predictModel(request, surroundings)) }
    case 'explain':
      return { kind: 'explain', explanation: await explainModel(request, surroundings) }
  }
}

/** Networks learn with TensorFlow alone; movements are learned by any engine that multiplies matrices. */
function needsTensorFlow(request: ComputeRequest): boolean {
  return request.kind === 'train' && networkPart(request.config) !== null
}
