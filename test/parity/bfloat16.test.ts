/**
 * Mixed precision against PyTorch's numbers in float64, for every RLNet. Compared, relative to the l2 of what is expected: the
 * logits in evaluation and the cross-entropy that they give, and the loss of the first training step, all to 2e-2. Only
 * RLNet without attention is given 1e-1 in training, because its batch norms over few values pass rounding on: PyTorch's own
 * bfloat16 autocast is off by up to 7e-2 there over the seeds 0 to 11, and by less than 8e-3 with attention. Single gradients
 * are not compared: with 8 bits of precision many a value comes to lie on the other side of a ReLU.
 */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { whyNoBf16 } from '../../src/compute/precision.ts'
import { createAdam, createNetworkFrom, createRandom, networkDefaults, trainStep } from '../../src/network/index.ts'
import { crossEntropy } from '../../src/network/training.ts'
import { formulaParameters, formulaTensor } from './formula.ts'
import { readReference } from './reference.ts'
import { loadTensorFlow } from './tensorflow.ts'

const tolerance = 2e-2
const withoutAttention = 1e-1
const reference = readReference()
const { seed } = reference.made_with

beforeAll(loadTensorFlow)

const variants = [
  { attention: 'none', rlnet: 'rlnet' },
  { attention: 'cbam', rlnet: 'rlnet_cbam' },
  { attention: 'c-cbam', rlnet: 'rlnet_c_cbam' },
] as const

describe('in bfloat16 RLNet stays close to what PyTorch computes', () => {
  test.for(variants)('$rlnet', ({ attention, rlnet: name }, { skip }) => {
    const lacks = whyNoBf16()
    if (lacks !== null) skip(lacks)
    const entry = reference[name]
    const config = { ...networkDefaults, backbone: 'resnet50', attention, frames: 4, size: 64, dropout: 0 } as const
    const network = createNetworkFrom({ ...config, classes: entry.classes }, formulaParameters(seed))
    const shape: [number, number, number, number, number] = [2, 4, 3, 64, 64]
    const clips = tf.tidy((): tf.Tensor5D => {
      const torch = tf.tensor5d(formulaTensor(seed, 'input.clips', shape, 'input'), shape)
      return tf.transpose(torch, [0, 1, 3, 4, 2])
    })
    const lossOf = (logits: number[][]): number =>
      tf.tidy(() => crossEntropy(tf.tensor2d(logits), entry.labels).dataSync()[0]!)

    const logits = tf.tidy(() => network.forward(clips, { training: false, precision: 'bf16' }).logits.arraySync())
    expectNear('logits', logits.flat(), entry.eval_logits.flat(), tolerance)
    expectNear('loss in evaluation', [lossOf(logits)], [lossOf(entry.eval_logits)], tolerance)

    const adam = createAdam({ learningRate: 1e-4 })
    const options = { random: createRandom(seed), precision: 'bf16' } as const
    const { loss } = trainStep(network, adam, clips, entry.labels, options)
    expectNear(
      'loss in training',
      [loss],
      entry['train_losses_adam_1e-4_dropout_off'].slice(0, 1),
      attention === 'none' ? withoutAttention : tolerance,
    )
    clips.dispose()
    adam.dispose()
    network.dispose()
  })
})

/** The l2 of the difference by the l2 of what is expected. */
function expectNear(what: string, values: readonly number[], expected: readonly number[], allowed: number): void {
  const l2 = (of: readonly number[]): number => Math.hypot(...of)
  const off = l2(expected.map((value, index) => value - values[index]!)) / l2(expected)
  expect(off, `${what}: ${values.join(' ')} for ${expected.join(' ')}`).toBeLessThan(allowed)
}
