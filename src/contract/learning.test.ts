import { expect, it } from 'vitest'
import { modelFile } from './learning.ts'
import { networkTrainingOf } from './presets.ts'

const { method, ...config } = networkTrainingOf('quick')
const { family, ...network } = config.network
/** As the first version wrote it: no method, no family, no scores per epoch, no machine, no interval over clips. */
const first = {
  format: 'touchline-model',
  version: 1,
  id: 'model-1',
  name: 'Quick 2026-03-01 12:00',
  createdAt: '2026-03-01T12:00:00.000Z',
  network: { ...network, classes: 2 },
  preprocessing: config.preprocessing,
  classes: ['jump', 'run'],
  training: { ...config, network },
  epoch: 1,
  dataset: { hash: 'abc', clips: 4, groups: 2, protocol: 'by athlete', heldOutGroups: ['b'] },
  heldOut: {
    n: 2,
    loss: 0.5,
    top1: 1,
    meanClassAccuracy: 1,
    macroF1: 1,
    interval: [0.34, 1],
    groups: 1,
    perClass: [{ label: 'jump', clips: 1, precision: 1, recall: 1 }],
    confusion: [
      [1, 0],
      [0, 1],
    ],
    labels: ['jump', 'run'],
  },
  curves: [{ epoch: 1, trainLoss: 0.7, trainTop1: 0.5, heldOutLoss: 0.5, heldOutTop1: 1, secs: 2 }],
  startedFrom: { kind: 'scratch', source: '', licence: '' },
  trainSecs: 3,
  software: { node: '24.0.0' },
}

it('a model that an earlier version made is read, whole, as the network that it is', () => {
  expect(modelFile.parse(first)).toEqual({
    ...first,
    method,
    network: { ...first.network, family },
    training: { ...first.training, method, network: config.network },
  })
})
