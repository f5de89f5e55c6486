import { describe, expect, test } from 'vitest'
import { refuser } from '../tensor-file.ts'
import type { PickleDict, PickleValue, Tensor } from './pickle-values.ts'
import { findStateDict } from './state-dict.ts'

const refuse = refuser('run.pth')
const tensor: Tensor = {
  kind: 'tensor',
  storage: { kind: 'storage', format: 'F32', key: '0', elements: 1 },
  offset: 0,
  shape: [1],
  strides: [1],
}
const dict = (entries: Record<string, PickleValue>): PickleDict => ({
  kind: 'dict',
  entries: new Map(Object.entries(entries)),
})
const network = dict({ weight: tensor, bias: tensor })

describe('in a checkpoint of a training run', () => {
  test.each<[string, PickleDict, string]>([
    ['the file itself where it is tensors', network, ''],
    [
      'the usual entry, and not the optimiser',
      dict({ optimizer: dict({ state: dict({ a: network }) }), model: network }),
      'model',
    ],
    [
      'the plain weights before their moving average',
      dict({ state_dict_ema: network, state_dict: dict({ weight: tensor }) }),
      'state_dict',
    ],
    ['the only one there is, whatever it is called', dict({ epoch: 3, teacher: network }), 'teacher'],
    ['one below another', dict({ checkpoint: dict({ model: network, epoch: 1 }) }), 'checkpoint.model'],
    [
      'one beside a score that is a tensor too',
      dict({ epoch: 1, best: tensor, rate: 0.1, state_dict: network }),
      'state_dict',
    ],
  ])('the network is %s', (_, root, under) => {
    expect(findStateDict(root, refuse).under).toBe(under)
  })

  test('two that could be meant are named and refused', () => {
    expect(() => findStateDict(dict({ student: network, teacher: dict({ w: tensor }) }), refuse)).toThrow(
      /several places \(“student”, “teacher”\)/,
    )
  })

  test('none is refused', () => {
    expect(() => findStateDict(dict({ epoch: 3 }), refuse)).toThrow(/no tensors by name/)
    expect(() => findStateDict('weights', refuse)).toThrow(/no tensors by name/)
  })

  test('dicts that hold each other end, however often they do', () => {
    const inner = dict(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`i${index}`, 1])))
    const middle = dict(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`m${index}`, inner])))
    const outer = dict(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`o${index}`, middle])))
    inner.entries.set('again', outer)
    const started = performance.now()
    expect(() => findStateDict(outer, refuse)).toThrow(/no tensors by name/)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
