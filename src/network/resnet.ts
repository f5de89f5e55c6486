import * as tf from '@tensorflow/tfjs-core'
import { blockPlans, hasDownsample, type BlockPlan, type ResNetPlan } from './architecture/resnet.ts'
import { isFrozen, stages, type Stage } from './architecture/stages.ts'
import { attention } from './attention.ts'
import { stemMaxPool } from './kernels/max-pool.ts'
import { average } from './kernels/pooling.ts'
import { addRelu, fork } from './kernels/residual.ts'
import { untaped } from './kernels/untaped.ts'
import type { Activation } from './kernels/batch-norm.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { convolution } from './layers/convolution.ts'
import type { Pass } from './pass.ts'
import { inPrecision } from './precision.ts'

export interface ResNetOutput {
  /** After the average pool, [N, features]. */
  readonly features: tf.Tensor2D
  /** What comes out of the last block of layer4, [N, height, width, features]. */
  readonly lastBlock: tf.Tensor4D
}

/**
 * A residual network without its classifier on [N, H, W, 3]. `prefix` is what stands before torchvision's parameter names.
 */
export function resnet(pass: Pass, prefix: string, plan: ResNetPlan, frames: tf.Tensor4D): ResNetOutput {
  return tf.tidy(() => {
    const lastBlock = resnetStages(pass, prefix, plan, frames)
    return { features: averagePool(lastBlock), lastBlock }
  })
}

/** Which stages to run: those behind `after`, up to and with `through`. All of them where left out. */
export interface StageRange {
  readonly after?: Stage
  readonly through?: Stage
}

/**
 * Some stages in a row. `x` is what the stage before them made, or frames [N, H, W, 3]; the answer [N, H', W', channels] is
 * what the last of them makes.
 */
export function resnetStages(
  pass: Pass,
  prefix: string,
  plan: ResNetPlan,
  x: tf.Tensor4D,
  { after, through = 'layer4' }: StageRange = {},
): tf.Tensor4D {
  const wanted = stages.slice(after === undefined ? 0 : stages.indexOf(after) + 1, stages.indexOf(through) + 1)
  const frozen = wanted.filter((stage) => isFrozen(stage, pass.frozenThrough))
  const run = (of: Pass, some: readonly Stage[], input: tf.Tensor4D): tf.Tensor4D =>
    inPrecision(of, input, (start) =>
      tf.tidy(() => some.reduce((value, stage) => resnetStage(of, prefix, plan, stage, value), start)),
    )
  const stored = frozen.length === 0 ? x : untaped(x, (input) => run({ ...pass, training: false }, frozen, input))
  return run(pass, wanted.slice(frozen.length), stored)
}

function resnetStage(pass: Pass, prefix: string, plan: ResNetPlan, stage: Stage, x: tf.Tensor4D): tf.Tensor4D {
  if (stage === 'stem') return resnetStem(pass, prefix, x)
  const blocks = blockPlans(plan).filter((block) => block.stage === stage)
  return tf.tidy(() =>
    blocks.reduce((value, block) => residualBlock(pass, `${prefix}${block.name}`, plan, block, value), x),
  )
}

export function resnetStem(pass: Pass, prefix: string, frames: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => stemMaxPool(convolutionNorm(pass, [`${prefix}conv1`, `${prefix}bn1`], frames, 'relu', 2)))
}

/** H(x) = F(x) + x (eq. 2.5), with attention in F. */
export function residualBlock(
  pass: Pass,
  name: string,
  plan: ResNetPlan,
  block: BlockPlan,
  x: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [forBranch, forShortcut] = fork(x, 2) as [tf.Tensor4D, tf.Tensor4D]
    const attend = (value: tf.Tensor4D): tf.Tensor4D => attention(pass, `${name}.attention`, plan.attention, value)
    const branch = plan.block === 'bottleneck' ? bottleneckBranch : basicBranch
    const residual =
      plan.placement === 'input'
        ? branch(pass, name, block, attend(forBranch))
        : attend(branch(pass, name, block, forBranch))
    const shortcut = hasDownsample(block)
      ? convolutionNorm(pass, [`${name}.downsample.0`, `${name}.downsample.1`], forShortcut, 'none', block.stride)
      : forShortcut
    return addRelu(residual, shortcut)
  })
}

export function averagePool(x: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(average(x, 'space'), [x.shape[0], x.shape[3]])
}

/** 1×1 to fewer channels, 3×3 (with the stride, as in torchvision), 1×1 to four times as many. */
function bottleneckBranch(pass: Pass, name: string, block: BlockPlan, x: tf.Tensor4D): tf.Tensor4D {
  const squeezed = convolutionNorm(pass, [`${name}.conv1`, `${name}.bn1`], x, 'relu')
  const convolved = convolutionNorm(pass, [`${name}.conv2`, `${name}.bn2`], squeezed, 'relu', block.stride)
  return convolutionNorm(pass, [`${name}.conv3`, `${name}.bn3`], convolved, 'none')
}

/** Two 3×3, the first with the stride. */
function basicBranch(pass: Pass, name: string, block: BlockPlan, x: tf.Tensor4D): tf.Tensor4D {
  const convolved = convolutionNorm(pass, [`${name}.conv1`, `${name}.bn1`], x, 'relu', block.stride)
  return convolutionNorm(pass, [`${name}.conv2`, `${name}.bn2`], convolved, 'none')
}

function convolutionNorm(
  pass: Pass,
  [convolutionName, normName]: readonly [string, string],
  x: tf.Tensor4D,
  activation: Activation,
  stride: 1 | 2 = 1,
): tf.Tensor4D {
  return tf.tidy(() => batchNorm(pass, normName, convolution(pass, convolutionName, x, stride), { activation }))
}
