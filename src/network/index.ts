/** The networks as the paper writes them: what the compute process builds on. */
export { isTrainable, networkSpecs, parameterCount } from './architecture.ts'
export type { ParameterKind, ParameterSpec } from './architecture.ts'
export {
  attentionNames,
  backboneNames,
  headNames,
  networkDefaults,
  parseNetworkConfig,
  placementNames,
} from './config.ts'
export type { AttentionName, AttentionPlacement, BackboneName, HeadName, NetworkConfig } from './config.ts'
export { createNetwork, createNetworkFrom } from './network.ts'
export type { ForwardOptions, ForwardResult, Network } from './network.ts'
export type { Parameters } from './parameters.ts'
export { createRandom, fromState, shuffle } from './random.ts'
export type { Random, RandomState } from './random.ts'
export { trainStep } from './training.ts'
export type { TrainStepOptions, TrainStepResult } from './training.ts'
export type { Adam, AdamOptions, AdamState } from './adam.ts'
export { createAdam } from './adam.ts'
export { crossEntropy, trainHeadStep } from './training.ts'
export { drawShiftPixels, largestShiftPixels, shiftAndCrop } from './augmentation.ts'
export type { FrameSize } from './augmentation.ts'
export { gradCam } from './explain.ts'
export type { ClassActivation } from './explain.ts'
export { imagenetPixels, normalisePixels } from './preprocessing.ts'
export { readSafetensors, writeSafetensors } from './safetensors.ts'
export type { FileTensor, TensorFile } from './safetensors.ts'
export { anywhereStart, centreStart, clipFrameIndices, middleThirdStart } from './sampling.ts'
export type { ClipSampler } from './sampling.ts'
export { exportWeights, loadBackbone, loadWeights } from './weights.ts'
export type { LoadOptions, LoadReport } from './weights.ts'
