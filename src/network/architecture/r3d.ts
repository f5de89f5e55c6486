import type { R3dConfig } from '../config.ts'
import { batchNorm, linear, type ParameterSpec } from './parameter-spec.ts'
import { blockPlans, featureChannels, hasDownsample, resnetShapes, type BlockPlan, type ResNetShape } from './resnet.ts'
import { centred, cube, volumeAfter, volumeMultiplications, type PerAxis, type Sliding } from './volume.ts'

/** A convolution without a bias, padded on all sides by half its window, and the batch norm behind it. */
export interface NormedConvolution {
  readonly name: string
  readonly norm: string
  readonly input: number
  readonly output: number
  readonly sliding: Sliding
}

export interface R3dBlock {
  readonly branch: readonly NormedConvolution[]
  /** Null where the block's input is added as it is. */
  readonly shortcut: NormedConvolution | null
}

/** A residual network whose convolutions go over time as well. */
export interface R3dPlan {
  readonly stem: NormedConvolution
  /** Behind the stem. */
  readonly pool: Sliding | null
  readonly blocks: readonly R3dBlock[]
  /** Channels of the last block: what the classifier reads. */
  readonly features: number
}

/**
 * Depth 18 as torchvision's r3d_18: a stem of 3×7×7 and no pool. Depth 50 as in Hara, Kataoka & Satoh 2018, for clips of 16
 * frames: a stem of 7×7×7, a pool, bottlenecks, and shortcuts with a convolution where shapes change (type B). Names are
 * those of the two.
 */
export function r3dPlan({ depth, width }: R3dConfig): R3dPlan {
  const shape: ResNetShape = { ...resnetShapes[depth === 18 ? 'resnet18' : 'resnet50'], width }
  const naming = depth === 18 ? torchvisionNames : haraNames
  const convolution = (names: Names, channels: Channels, sliding: Sliding): NormedConvolution => ({
    ...names,
    ...channels,
    sliding,
  })
  const stem: PerAxis = depth === 18 ? [3, 7, 7] : [7, 7, 7]
  return {
    stem: convolution(naming.stem, { input: 3, output: width }, centred(stem, [1, 2, 2])),
    pool: depth === 18 ? null : centred(cube(3), cube(2)),
    blocks: blockPlans(shape).map((block) => ({
      branch: branchOf(shape, block).map(({ input, output, sliding }, place) =>
        convolution(naming.branch(block.name, place + 1), { input, output }, sliding),
      ),
      shortcut: hasDownsample(block)
        ? convolution(
            { name: `${block.name}.downsample.0`, norm: `${block.name}.downsample.1` },
            { input: block.inputChannels, output: block.outputChannels },
            centred(cube(1), cube(block.stride)),
          )
        : null,
    })),
    features: featureChannels(shape),
  }
}

type Names = Pick<NormedConvolution, 'name' | 'norm'>
type Channels = Pick<NormedConvolution, 'input' | 'output'>

interface Naming {
  readonly stem: Names
  branch(block: string, number: number): Names
}

const torchvisionNames: Naming = {
  stem: { name: 'stem.0', norm: 'stem.1' },
  branch: (block, number) => ({ name: `${block}.conv${number}.0`, norm: `${block}.conv${number}.1` }),
}

const haraNames: Naming = {
  stem: { name: 'conv1', norm: 'bn1' },
  branch: (block, number) => ({ name: `${block}.conv${number}`, norm: `${block}.bn${number}` }),
}

/** The stride sits in the first 3×3×3 of a block. */
function branchOf(shape: ResNetShape, block: BlockPlan): Omit<NormedConvolution, 'name' | 'norm'>[] {
  const { inputChannels: input, innerChannels: inner, outputChannels: output, stride } = block
  const first = centred(cube(3), cube(stride))
  if (shape.block === 'basic') {
    return [
      { input, output: inner, sliding: first },
      { input: inner, output, sliding: centred(cube(3)) },
    ]
  }
  const pointwise = centred(cube(1))
  return [
    { input, output: inner, sliding: pointwise },
    { input: inner, output: inner, sliding: first },
    { input: inner, output, sliding: pointwise },
  ]
}

export function r3dSpecs(config: R3dConfig): ParameterSpec[] {
  const { stem, blocks, features } = r3dPlan(config)
  const convolutions = [stem, ...blocks.flatMap(convolutionsOf)]
  return [
    ...convolutions.flatMap(({ name, norm, input, output, sliding }): ParameterSpec[] => [
      { name: `${name}.weight`, kind: 'convolution', torchShape: [output, input, ...sliding.window] },
      ...batchNorm(norm, output),
    ]),
    ...linear('fc', config.classes, features),
  ]
}

function convolutionsOf({ branch, shortcut }: R3dBlock): NormedConvolution[] {
  return shortcut ? [...branch, shortcut] : [...branch]
}

export function r3dMultiplications(config: R3dConfig): number {
  const { stem, pool, blocks, features } = r3dPlan(config)
  let sum = features * config.classes
  /** What a convolution leaves of a volume; its multiplications are counted. */
  const through = (volume: PerAxis, { sliding, input, output }: NormedConvolution): PerAxis => {
    const after = volumeAfter(volume, sliding)
    sum += volumeMultiplications(after, sliding.window, input, output)
    return after
  }
  const stemmed = through([config.frames, config.size, config.size], stem)
  blocks.reduce(
    (volume, { branch, shortcut }) => {
      if (shortcut) through(volume, shortcut)
      return branch.reduce(through, volume)
    },
    pool ? volumeAfter(stemmed, pool) : stemmed,
  )
  return sum
}
