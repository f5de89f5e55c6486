import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { computeOn, expectClose, expectSameEverywhere, normal, size } from '../../../test/fixtures/on-every-backend.ts'
import { loadTensorFlow } from '../../../test/parity/tensorflow.ts'
import { normaliseBatch, normaliseStored } from './batch-norm.ts'
import { averageAround } from './average-pool.ts'
import { convolve } from './convolve.ts'
import { applyGate } from './gate.ts'
import { average, pool } from './pooling.ts'
import { joinChannels } from './join-channels.ts'
import { lstmStates, lstmSteps } from './lstm-steps.ts'
import { maxPool, stemMaxPool } from './max-pool.ts'
import { addRelu, fork } from './residual.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

describe('a machine without TensorFlow computes the same numbers', () => {
  test.each([
    [7, 2, 9],
    [7, 2, 12],
    [3, 1, 6],
    [3, 2, 7],
    [3, 2, 8],
    [1, 1, 5],
    [1, 2, 6],
    [1, 2, 7],
  ] as const)('convolution of side %i at stride %i over %i pixels', async (side, stride, pixels) => {
    const shapes = [
      [2, pixels, pixels + 1, 3],
      [side, side, 3, 4],
    ]
    await expectSameEverywhere(shapes, ([x, filter]) =>
      convolve(x as tf.Tensor4D, filter as tf.Tensor4D, { stride, padding: [(side - 1) / 2, (side - 1) / 2] }),
    )
  })

  test.each([
    { window: [1, 7], stride: 1, padding: [0, 3] },
    { window: [7, 1], stride: 1, padding: [3, 0] },
    { window: [3, 1], stride: 1, padding: [1, 0] },
    { window: [3, 3], stride: 1, padding: [0, 0] },
    { window: [3, 3], stride: 2, padding: [0, 0] },
    { window: [5, 5], stride: 1, padding: [2, 2] },
    { window: [11, 11], stride: 4, padding: [2, 2] },
  ] as const)('convolution %j', async ({ window, ...geometry }) => {
    for (const pixels of [14, 17]) {
      const shapes = [
        [2, pixels, pixels + 2, 3],
        [...window, 3, 4],
      ]
      await expectSameEverywhere(shapes, ([x, filter]) => convolve(x as tf.Tensor4D, filter as tf.Tensor4D, geometry))
    }
  })

  test.each([
    [512, 2],
    [1024, 1],
  ] as const)(
    'convolution of many channels, %i at stride %i, whose gradient is another kernel',
    async (channels, stride) => {
      const shapes = [
        [1, 4, 5, channels],
        [3, 3, channels, 2],
      ]
      await expectSameEverywhere(shapes, ([x, filter]) =>
        convolve(x as tf.Tensor4D, filter as tf.Tensor4D, { stride, padding: [1, 1] }),
      )
    },
  )

  const norm = [[2, 5, 4, 3], [3], [3]]
  const statistics = { mean: [0.1, -0.2, 0.3], variance: [0.5, 1, 2] }
  for (const activation of ['none', 'relu'] as const) {
    const normOf = ([, scale, shift]: tf.Tensor[]) => ({
      scale: scale as tf.Tensor1D,
      shift: shift as tf.Tensor1D,
      mean: tf.tensor1d(statistics.mean),
      variance: tf.tensor1d(statistics.variance),
      epsilon: 1e-5,
      activation,
    })

    test(`batch norm by the batch, then ${activation}`, async () => {
      await expectSameEverywhere(norm, (inputs) => normaliseBatch(inputs[0] as tf.Tensor4D, normOf(inputs), 0.1).output)
    })

    test(`batch norm by stored statistics, then ${activation}`, async () => {
      await expectSameEverywhere(norm, (inputs) => normaliseStored(inputs[0] as tf.Tensor4D, normOf(inputs)))
    })

    test(`running averages of a batch norm, then ${activation}`, async () => {
      const values = norm.map((shape) => normal(size(shape)))
      const averages = async (backend: string): Promise<Float32Array[]> => {
        await tf.setBackend(backend)
        const inputs = norm.map((shape, index) => tf.tensor(values[index] as Float32Array, shape))
        const { mean, variance } = normaliseBatch(inputs[0] as tf.Tensor4D, normOf(inputs), 0.1)
        const read = [mean, variance].map((tensor) => tensor.dataSync<'float32'>().slice())
        await tf.setBackend('tensorflow')
        return read
      }
      const [native, portable] = [await averages('tensorflow'), await averages('cpu')]
      native.forEach((values, index) => expectClose(values, portable[index] as Float32Array))
    })
  }

  test.each([[6], [7]])("the stem's pool of %i pixels", async (pixels) => {
    const shape = [2, pixels, pixels, 3]
    await expectSameEverywhere([shape], ([x]) => stemMaxPool(x as tf.Tensor4D))
  })

  test.each([[7], [8]])('the pool without a border, of %i pixels', async (pixels) => {
    await expectSameEverywhere([[2, pixels, pixels + 1, 3]], ([x]) => maxPool(x as tf.Tensor4D, 0))
  })

  test('the mean around each place, which counts what is outside as zeros', async () => {
    await expectSameEverywhere([[2, 4, 5, 3]], ([x]) => averageAround(x as tf.Tensor4D))
    const corner = averageAround(tf.ones([1, 3, 3, 1])).dataSync()[0]
    expect(corner).toBeCloseTo(4 / 9, 6)
  })

  test.each([2, 3, 4])('the channels of %i branches', async (count) => {
    const shapes = Array.from({ length: count }, (_, place) => [2, 3, 2, place + 1])
    await expectSameEverywhere(shapes, (parts) => tf.square(joinChannels(parts as tf.Tensor4D[])))
  })

  test('the end of a residual block', async () => {
    const shape = [2, 3, 3, 4]
    await expectSameEverywhere([shape, shape], ([a, b]) => addRelu(a as tf.Tensor4D, b as tf.Tensor4D))
  })

  test.each([2, 5])('an LSTM of %i steps', async (steps) => {
    const shapes = [
      [2, steps, 12],
      [3, 12],
    ]
    await expectSameEverywhere(shapes, ([projected, recurrent]) =>
      lstmSteps(projected as tf.Tensor3D, recurrent as tf.Tensor2D),
    )
  })

  test.each([
    ['forwards', 1],
    ['forwards', 4],
    ['backwards', 1],
    ['backwards', 4],
  ] as const)('all states of an LSTM that goes %s over %i steps', async (direction, steps) => {
    const shapes = [
      [2, steps, 12],
      [3, 12],
    ]
    const states = ([projected, recurrent]: tf.Tensor[]): tf.Tensor3D =>
      lstmStates(projected as tf.Tensor3D, recurrent as tf.Tensor2D, direction)
    // Of one step nothing recurs, and tfjs alone finds no gradient of the weight.
    if (steps > 1) await expectSameEverywhere(shapes, states)
    tf.tidy(() => {
      const [projected, recurrent] = shapes.map((shape) => tf.tensor(normal(size(shape)), shape))
      const inOrder = direction === 'forwards' ? projected! : tf.reverse(projected!, 1)
      const last = lstmSteps(inOrder as tf.Tensor3D, recurrent as tf.Tensor2D)
      const states = lstmStates(projected as tf.Tensor3D, recurrent as tf.Tensor2D, direction)
      const ofLast = tf.slice(states, [0, direction === 'forwards' ? steps - 1 : 0, 0], [2, 1, 3])
      expect(Array.from(ofLast.dataSync())).toEqual(Array.from(last.dataSync()))
    })
  })

  test('an LSTM of one step, which has nothing to recur to', async () => {
    const [projected, recurrent] = [tf.tensor3d(normal(24), [2, 1, 12]), tf.tensor2d(normal(36), [3, 12])]
    const { weight, input } = tf.tidy(() => {
      const sum = (x: tf.Tensor, w: tf.Tensor): tf.Scalar => tf.sum(lstmSteps(x as tf.Tensor3D, w as tf.Tensor2D))
      const [input, weight] = tf.grads(sum)([projected, recurrent])
      return { weight: weight!, input: input! }
    })
    expect(Array.from(weight.dataSync())).toEqual(new Array(36).fill(0))
    const [scores] = [lstmSteps(projected, recurrent).dataSync()]
    const alone = await computeOn('cpu', [[2, 1, 12]], [projected.dataSync<'float32'>().slice()], ([x]) => {
      const [i, , g, o] = tf.split(tf.reshape(x!, [2, 12]), 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
      return tf.mul(tf.sigmoid(o), tf.tanh(tf.mul(tf.sigmoid(i), tf.tanh(g))))
    })
    expectClose(scores as Float32Array, alone.output)
    expect(input.shape).toEqual([2, 1, 12])
  })

  test('three consumers of one tensor', async () => {
    await expectSameEverywhere([[1, 2, 2, 3]], ([x]) => {
      const [a, b, c] = fork(x as tf.Tensor4D, 3) as [tf.Tensor, tf.Tensor, tf.Tensor]
      return tf.add(tf.square(a), tf.mul(b, tf.exp(c)))
    })
  })
})

describe('attention without TensorFlow computes the same numbers', () => {
  const shape = [2, 3, 4, 5]

  test.each(['space', 'channels'] as const)('pooling over %s', async (over) => {
    await expectSameEverywhere([shape], ([x]) => average(x as tf.Tensor4D, over))
    await expectSameEverywhere([shape], ([x]) => {
      const pooled = pool(x as tf.Tensor4D, over)
      return tf.add(tf.square(pooled.average), tf.exp(pooled.largest))
    })
  })

  test.each([[[2, 1, 1, 5]], [[2, 3, 4, 1]]])('a gate of %j', async (gateShape) => {
    await expectSameEverywhere([shape, gateShape], ([x, gate]) => applyGate(x as tf.Tensor4D, gate as tf.Tensor4D))
  })
})

describe('what PyTorch does where TensorFlow would do otherwise', () => {
  test('the pool pads with −∞, so a border of negative values is not lost to zeros', () => {
    const x = tf.fill([1, 4, 4, 1], -5) as tf.Tensor4D
    expect(Array.from(stemMaxPool(x).dataSync())).toEqual([-5, -5, -5, -5])
  })

  test('several largest values share the gradient', () => {
    const x = tf.tensor4d([3, 1, 3, 3, 0, 3], [1, 2, 3, 1])
    const gradient = tf.grad((given: tf.Tensor) => tf.sum(pool(given as tf.Tensor4D, 'space').largest))(x)
    expect(Array.from(gradient.dataSync())).toEqual([0.25, 0, 0.25, 0.25, 0, 0.25])
  })

  test('the running variance moves by the unbiased estimate', () => {
    const one = tf.ones([1]) as tf.Tensor1D
    const norm = { scale: one, shift: one, mean: one, variance: one, epsilon: 1e-5, activation: 'none' } as const
    const { variance } = normaliseBatch(tf.tensor4d([0, 2, 4], [3, 1, 1, 1]), norm, 0.5)
    expect(variance.dataSync()[0]).toBeCloseTo(0.5 * 1 + 0.5 * 4, 5)
  })
})

test('no gradient is computed for what needs none: the video itself', () => {
  const filter = tf.variable(tf.ones([3, 3, 3, 2]))
  const ran: string[] = []
  const backend = tf.backend() as unknown as { binding: Record<string, unknown> }
  const { binding } = backend
  // What the binding has can't be replaced on itself.
  const watched = (key: string): unknown => {
    const member = binding[key]
    if (typeof member !== 'function') return member
    return (...given: unknown[]): unknown => {
      if (key === 'executeOp') ran.push(String(given[0]))
      return Reflect.apply(member, binding, given)
    }
  }
  backend.binding = new Proxy({}, { get: (_, key) => watched(String(key)) })
  try {
    const frames = tf.ones([1, 8, 8, 3]) as tf.Tensor4D
    const loss = (): tf.Scalar =>
      tf.sum(convolve(frames, filter as tf.Tensor as tf.Tensor4D, { stride: 2, padding: [1, 1] }))
    tf.variableGrads(loss, [filter])
  } finally {
    backend.binding = binding
    filter.dispose()
  }
  expect(ran).toContain('Conv2DBackpropFilter')
  expect(ran).not.toContain('Conv2DBackpropInput')
})
