import { expect, test } from 'vitest'
import type { StoredWeights } from '../../contract/index.ts'
import type { NetworkModel } from '../../contract/learning.ts'
import { networkTrainingOf } from '../../contract/presets.ts'
import { rlnetPreset } from '../../../test/fixtures/rlnet-presets.ts'
import { modelOffer, weightsOffer } from './start-offers.ts'

const stored = (more: Partial<StoredWeights>): StoredWeights => ({
  id: '1',
  name: 'torchvision-resnet50',
  format: 'pth',
  kind: 'classifier',
  backbone: 'resnet50',
  attention: 'none',
  classes: 1000,
  description: 'resnet50, 1000 classes',
  sha256: '',
  sizeBytes: 1,
  source: '',
  licence: '',
  addedAt: '',
  ...more,
})
const networkOf = (preset: string) => rlnetPreset(preset).network
const fits = (weights: Partial<StoredWeights>, preset: string) => weightsOffer(stored(weights), networkOf(preset)).fits

test('published weights are offered to the networks with their backbone, with and without attention', () => {
  expect(fits({}, 'rlnet')).toBe(true)
  expect(fits({}, 'rlnet-c-cbam')).toBe(true)
  expect(fits({}, 'balanced')).toBe(false)
  expect(fits({ backbone: 'resnet10' }, 'quick')).toBe(false)
  expect(weightsOffer(stored({}), networkOf('balanced')).text).toMatch(/1000 classes – built otherwise/)
})

test('a network’s own attention is offered to the same attention alone', () => {
  const own = { kind: 'network', attention: 'cbam' } as const
  expect(fits(own, 'rlnet-cbam')).toBe(true)
  expect(fits(own, 'rlnet-c-cbam')).toBe(false)
  expect(fits(own, 'rlnet')).toBe(false)
})

test('a model is offered to the preset that made it, and to none that is built otherwise', () => {
  const model = {
    method: 'network',
    id: '2',
    name: 'Quick 2026',
    network: { ...networkOf('quick'), classes: 3 },
  } as NetworkModel
  expect(modelOffer(model, networkOf('quick'))).toEqual({ value: '2', text: 'Quick 2026', fits: true })
  expect(modelOffer(model, { ...networkOf('quick'), width: 32 })?.fits).toBe(false)
  expect(modelOffer(model, { ...networkOf('quick'), reduction: 4 })?.fits).toBe(false)
  expect(modelOffer(model, { ...networkOf('quick'), hidden: 8 })?.fits).toBe(true)
})

test('a recurrent preset is offered weights of the network for single frames that it stands on', () => {
  const { network: dbLstm } = networkTrainingOf('db-lstm')
  const { network: cnnLstm } = networkTrainingOf('cnn-lstm')
  const alexnet = stored({ backbone: 'alexnet' })
  expect(weightsOffer(alexnet, dbLstm).fits).toBe(true)
  expect(weightsOffer(alexnet, networkOf('rlnet')).fits).toBe(false)
  expect(weightsOffer(stored({}), dbLstm).fits).toBe(false)
  expect(weightsOffer(stored({}), networkTrainingOf('deep-temporal-lstm').network).fits).toBe(true)
  const model = (network: typeof dbLstm) =>
    ({ method: 'network', id: '3', name: 'Mine', network: { ...network, classes: 3 } }) as NetworkModel
  expect(modelOffer(model(dbLstm), cnnLstm)?.fits).toBe(true)
  // The one that reads features has no scores to read.
  expect(modelOffer(model(cnnLstm), dbLstm)?.fits).toBe(false)
})
