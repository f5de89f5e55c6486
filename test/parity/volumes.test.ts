import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { parameterCount } from '../../src/network/architecture/index.ts'
import { type C3dConfig, type NetworkConfig, type R3dConfig } from '../../src/network/config.ts'
import { createNetworkFrom } from '../../src/network/index.ts'
import { toTorchLayout } from '../../src/network/parameters.ts'
import { gradientsOf } from '../../src/network/training.ts'
import { formulaParameters, formulaTensor } from './formula.ts'
import { expectSummary, readReference, type Summary } from './reference.ts'
import { loadTensorFlow } from './tensorflow.ts'
import { expectNoTensorsLeft } from './tensors-left.ts'

const reference = readReference()
/** Of volume_reference.py: networks too small for the reference's page, and R3D-50, which has no entry there. */
const small = JSON.parse(readFileSync(new URL('../fixtures/volume-reference.json', import.meta.url), 'utf8')) as Record<
  string,
  SmallEntry
>

interface SmallEntry {
  /** [clips, frames, height, width] */
  readonly clips: [number, number, number, number]
  readonly parameters: number
  readonly logits: Summary
  readonly training_loss: number
  readonly gradients: Record<string, Summary>
}

/** Of the reference's README. */
const evaluation = 1e-4

/** PyTorch's own float32 is off by up to 1.8e-3 from its float64 in R3D-50, whose norms have few values each. */
const gradientTolerance = 5e-3

beforeAll(loadTensorFlow)
expectNoTensorsLeft({ scoped: false })

const common = { width: 64, dropout: 0, frames: 16, size: 112 } as const
const c3d = (changes: Partial<C3dConfig>): C3dConfig => ({
  ...common,
  family: 'c3d',
  hidden: 4096,
  classes: 101,
  ...changes,
})
const r3d = (changes: Partial<R3dConfig>): R3dConfig => ({
  ...common,
  family: 'r3d',
  depth: 18,
  classes: 400,
  ...changes,
})

describe('networks over space and time give the logits that PyTorch gives', () => {
  test.each([
    ['c3d', c3d({}), 'input.c3d'],
    ['r3d_18', r3d({}), 'input.r3d'],
  ] as const)('%s', (name, config, input) => {
    expect(parameterCount(config)).toBe(reference[name].parameters)
    const network = createNetworkFrom(config, formulaParameters(reference.made_with.seed))
    tf.tidy(() => {
      const { logits } = network.forward(clipsOf(reference.made_with.seed, input, [1, 16, 112, 112]), {
        training: false,
      })
      expectSummary('logits', logits.dataSync<'float32'>(), logits.shape, reference[name].logits, evaluation)
    })
    network.dispose()
  })
})

describe('small networks over space and time, with sides that no stride divides, compute and learn as in PyTorch', () => {
  const narrow = { width: 4, classes: 3 } as const
  test.each([
    ['c3d', c3d({ ...narrow, hidden: 24, size: 64 })],
    ['r3d-18', r3d({ ...narrow, frames: 9, size: 56 })],
    ['r3d-50', r3d({ ...narrow, depth: 50, frames: 9, size: 56 })],
  ] as const)('%s', (name, config: NetworkConfig) => {
    const entry = small[name]!
    expect(parameterCount(config)).toBe(entry.parameters)
    const network = createNetworkFrom(config, formulaParameters(0))
    tf.tidy(() => {
      const clips = clipsOf(0, 'input.clips', entry.clips)
      const { logits } = network.forward(clips, { training: false })
      expectSummary('logits', logits.dataSync<'float32'>(), logits.shape, entry.logits, evaluation)

      const labels = Array.from({ length: entry.clips[0] }, (_, clip) => clip % 3)
      const { loss, gradients } = gradientsOf(network, { labels, input: () => clips }, { training: true })
      expect(loss).toBeCloseTo(entry.training_loss, 4)
      for (const [parameter, expected] of Object.entries(entry.gradients)) {
        const spec = network.specs.find((each) => each.name === parameter)!
        const values = toTorchLayout(spec, gradients[parameter]!.dataSync<'float32'>())
        expectSummary(`gradient of ${parameter}`, values, spec.torchShape, expected, gradientTolerance)
      }
    })
    network.dispose()
  })
})

/** The formula's input in PyTorch's layout, as clips [clips, frames, height, width, 3]. */
function clipsOf(
  seed: number,
  name: string,
  [clips, ...volume]: readonly [number, number, number, number],
): tf.Tensor5D {
  const shape: tf.Tensor5D['shape'] = [clips, 3, ...volume]
  const values = formulaTensor(seed, name, shape, 'input')
  return tf.tidy(() => tf.transpose(tf.tensor(values, shape), [0, 2, 3, 4, 1]) as tf.Tensor5D)
}
