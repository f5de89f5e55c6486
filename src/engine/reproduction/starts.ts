/** What the systems of a reproduction start from: published weights of the networks that they are built on. */
import type { InspectedWeights, StartingWeights, TrainingConfig } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { Problem } from '../../domain/problem.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { weightsAtPath } from '../weights/choose-weights.ts'
import { inspectWeights } from '../weights/inspect-weights.ts'

export interface Start {
  readonly backbone: InspectedWeights['backbone']
  readonly weights: StartingWeights
}

/**
 * Reads weights files and says what each is for.
 * @throws Problem as weightsAtPath; MODEL_UNUSABLE for a file that holds no ResNet, AlexNet or InceptionV3 as it is published;
 *   INVALID_INPUT for two of one network; CANCELLED
 */
export async function inspectStarts(files: readonly string[], means: ComputeMeans): Promise<Start[]> {
  const starts: Start[] = []
  for (const file of files) {
    const weights = await weightsAtPath(file)
    const { kind, backbone, description } = await inspectWeights(weights, means)
    if (kind === 'network') {
      throw new Problem(
        'MODEL_UNUSABLE',
        `${file} holds a trained model (${description}). The systems of the tables start from published weights of a ResNet, ` +
          'AlexNet or InceptionV3, as torchvision and timm hand them out.',
        { details: { file } },
      )
    }
    const same = starts.find((start) => start.backbone === backbone)
    if (same) {
      throw new Problem('INVALID_INPUT', `${same.weights.file} and ${file} are both of ${backbone}. Name one of them.`)
    }
    starts.push({ backbone, weights })
  }
  return starts
}

/** The weights that a training starts from; null: random ones. */
export function startOf(config: TrainingConfig, starts: readonly Start[]): StartingWeights | null {
  const network = networkPart(config)?.network
  const backbone =
    network?.family === 'rlnet' ? network.backbone : network?.family === 'recurrent' ? network.cnn : undefined
  return starts.find((start) => start.backbone === backbone)?.weights ?? null
}
