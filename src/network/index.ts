/** The networks as the paper writes them: what the compute process builds on. */
export { createRandom, fromState, shuffle } from '../domain/random.ts'
export type { Random, RandomState } from '../domain/random.ts'
export { createAdam } from './adam.ts'
export type { Adam, AdamOptions, AdamState } from './adam.ts'
export { freezableStages, parameterCount } from './architecture/index.ts'
export { isFrozen, stageOf, stages } from './architecture/stages.ts'
export type { Stage } from './architecture/stages.ts'
export { asFilmed, drawReframing, drawShiftPixels, frameAndCrop } from './augmentation.ts'
export type { Framing, FrameSize } from './augmentation.ts'
export {
  attentionNames,
  backboneNames,
  headNames,
  networkDefaults,
  parseNetworkConfig,
  placementNames,
} from './config.ts'
export type {
  AttentionName,
  AttentionPlacement,
  BackboneName,
  FamilyName,
  HeadName,
  NetworkConfig,
  RlnetConfig,
} from './config.ts'
export type { ForwardResult } from './family.ts'
export { gradCam } from './explain.ts'
export type { ClassActivation } from './explain.ts'
export { foldNetwork } from './folding/inference-network.ts'
export type { FoldOptions, InferenceNetwork } from './folding/inference-network.ts'
export { bfloat16Works } from './kernels/bfloat16-works.ts'
export type { Precision } from './kernels/convert.ts'
export { createNetwork, createNetworkFrom } from './network.ts'
export type { ForwardOptions, Network, PerFrameNetwork } from './network.ts'
export type { Parameters } from './parameters.ts'
export { describeWeights, recogniseWeights } from './recognise.ts'
export type { RecognisedWeights } from './recognise.ts'
export { readSafetensors, writeSafetensors } from './safetensors.ts'
export type { FileTensor, TensorFile } from './tensor-file.ts'
export { anywhereStart, centreStart, middleThirdStart } from './sampling.ts'
export type { ClipSampler } from './sampling.ts'
export { checkStart, loadStart } from './start.ts'
export type { StartReport } from './start.ts'
export { crossEntropy, logitsOf, trainStep, trainStepInParts } from './training.ts'
export type { BatchPart, StageFeatures, StepInput, TrainStepOptions, TrainStepResult } from './training.ts'
export { exportWeights, loadWeights } from './weights.ts'
export type { LoadOptions, LoadReport } from './weights.ts'
export { readWeightsFile } from './weights-file.ts'
export type { WeightsFile, WeightsFormat } from './weights-file.ts'
