/** A model's proposals for a file that is in no library, with a model folder. No lock, no database. */
import path from 'node:path'
import type { WindowScores } from '../../contract/learning.ts'
import { frameDurationSecs, frameToSecs } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { indexFootage } from '../../media/probe.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { footageFrom } from '../datasets/recording-footage.ts'
import type { PredictionSettings } from '../library/predictions.ts'
import { checkWeights, readModelFile } from '../training/model-folder.ts'
import type { LabelledProposal, Wishes } from './proposals.ts'
import { proposalsFrom, settingsFor } from './proposals.ts'

export interface FilePredictionWish extends Wishes {
  /** Folder of the model. */
  readonly model: string
  /** Footage. */
  readonly file: string
}

/** A proposal with its times, in seconds from the first frame. */
export interface TimedProposal extends LabelledProposal {
  readonly startSecs: number
  /** When its last frame leaves the screen. */
  readonly endSecs: number
}

export interface FilePrediction {
  readonly settings: PredictionSettings
  readonly windows: readonly WindowScores[]
  readonly proposals: readonly TimedProposal[]
}

/** @throws Problem of the model, of the footage, of the compute process */
export async function predictFile(wish: FilePredictionWish, means: ComputeMeans): Promise<FilePrediction> {
  const modelDir = path.resolve(wish.model)
  const model = await readModelFile(modelDir)
  await checkWeights(modelDir)
  const settings = settingsFor(model, wish)
  const file = path.resolve(wish.file)
  const index = await indexFootage(file, means.signal === undefined ? {} : { signal: means.signal })
  const footage = footageFrom(file, index)
  const request = { modelDir, footage, hopFrames: settings.hopFrames, precision: wish.precision }
  const result = await means.compute.run({ kind: 'predict', ...request }, means)
  if (result.kind !== 'predict') throw new Problem('INTERNAL', `Prediction answered with ${result.kind}.`)
  const proposals = proposalsFrom(result.windows, { ...settings, labels: result.labels }).map((proposal) => ({
    ...proposal,
    startSecs: frameToSecs(index.frameTable, proposal.first),
    endSecs: frameToSecs(index.frameTable, proposal.last) + frameDurationSecs(index.frameTable, proposal.last),
  }))
  return { settings, windows: result.windows, proposals }
}
