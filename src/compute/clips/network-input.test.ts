import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadBackend } from '../backend.ts'
import { networkInput } from './network-input.ts'

const preprocessing = {
  size: 16,
  mean: [0.485, 0.456, 0.406] as [number, number, number],
  std: [0.229, 0.224, 0.225] as [number, number, number],
}
/** Every byte in every channel, and some twice: 2 clips of 3 frames. */
const bytes = Uint8Array.from({ length: 2 * 3 * 16 * 16 * 3 }, (_, index) => Math.floor(index / 3) % 256)

describe.each(['tensorflow', 'cpu'] as const)('bytes on their way into the network, on %s', (backend) => {
  beforeAll(async () => {
    await loadBackend({ backend, threads: null }, 'inference')
  })

  it('are (byte / 255 − mean) / std of their channel', () => {
    const input = networkInput(bytes, 2, preprocessing)
    expect(input.shape).toEqual([2, 3, 16, 16, 3])
    expect(input.dtype).toBe('float32')
    const { mean, std } = preprocessing
    const expected = Array.from(bytes, (byte, at) => (byte / 255 - mean[at % 3]!) / std[at % 3]!)
    const worst = input
      .dataSync<'float32'>()
      .reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0)
    expect(worst).toBeLessThan(1e-6)
    input.dispose()
  })

  it('leave nothing behind but the input itself', () => {
    const before = tf.memory().numTensors
    const data = tf.backend().numDataIds()
    const input = networkInput(bytes, 2, preprocessing)
    expect(tf.memory().numTensors).toBe(before + 1)
    input.dispose()
    expect(tf.memory().numTensors).toBe(before)
    expect(tf.backend().numDataIds()).toBe(data)
  })
})
