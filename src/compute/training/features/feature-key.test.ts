import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import { loadTensorFlow } from '../../../../test/parity/tensorflow.ts'
import { networkTrainingOf } from '../../../contract/presets.ts'
import { createNetwork } from '../../../network/index.ts'
import { unchanged } from '../../clips/clip-pixels.ts'
import { recipeKey, viewKey } from './feature-key.ts'

beforeAll(loadTensorFlow)

const { preprocessing, network: settings } = networkTrainingOf('quick')
const config = { ...settings, width: 8, hidden: 8, classes: 2 }

describe('the key of what made features', () => {
  it('changes with a single frozen weight or statistic, and not with what learns', () => {
    const network = createNetwork(config, 1)
    const key = () => recipeKey({ network, stage: 'layer2', preprocessing })
    const before = key()
    const nudge = (name: string): void => {
      const variable = network.parameters.get(name)!
      tf.tidy(() => variable.assign(tf.add(variable, 1e-3)))
    }
    for (const name of ['fc.bias', 'lstm.weight_ih_l0', 'backbone.layer3.0.conv1.weight']) nudge(name)
    expect(key()).toBe(before)
    const keys = [
      'backbone.conv1.weight',
      'backbone.layer2.0.bn1.running_var',
      'backbone.layer1.0.attention.spatial.conv.weight',
    ]
    for (const name of keys) {
      const known = key()
      nudge(name)
      expect(key(), name).not.toBe(known)
    }
    network.dispose()
  })

  it('changes with the stage and with how frames become input', () => {
    const network = createNetwork(config, 1)
    const keys = [
      recipeKey({ network, stage: 'layer2', preprocessing }),
      recipeKey({ network, stage: 'layer3', preprocessing }),
      recipeKey({ network, stage: 'layer2', preprocessing: { ...preprocessing, resize: preprocessing.resize + 4 } }),
      recipeKey({ network, stage: 'layer2', preprocessing: { ...preprocessing, input: 'colour' } }),
      recipeKey({ network, stage: 'layer2', preprocessing: { ...preprocessing, std: [1, 1, 2] } }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    network.dispose()
  })
})

describe('the key of a view', () => {
  const whole = { range: null }
  const view = { clip: 0, frames: [3, 4, 5], ...unchanged }

  it('says which frames of which content were seen, and how; not which place in the set the clip has', () => {
    const keys = [
      viewKey(whole, 'content', view),
      viewKey(whole, 'other content', view),
      viewKey({ range: { first: 0, last: 9 } }, 'content', view),
      viewKey({ range: { first: 1, last: 9 } }, 'content', view),
      viewKey(whole, 'content', { ...view, frames: [3, 4, 6] }),
      viewKey(whole, 'content', { ...view, shiftPixels: -2 }),
      viewKey(whole, 'content', { ...view, lowerPixels: 1 }),
      viewKey(whole, 'content', { ...view, zoom: 1.01 }),
      viewKey(whole, 'content', { ...view, mirrored: true }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(viewKey(whole, 'content', { ...view, clip: 7 })).toBe(keys[0])
  })

  it('is the same for two labelled clips that show the same frames of a recording', () => {
    const early = viewKey({ range: { first: 10, last: 40 } }, 'content', { ...view, frames: [5, 6] })
    expect(viewKey({ range: { first: 12, last: 40 } }, 'content', { ...view, frames: [3, 4] })).toBe(early)
  })
})
