import { describe, expect, test } from 'vitest'
import { Problem } from '../domain/problem.ts'
import { networkSpecs, parameterCount } from './architecture/index.ts'
import { networkDefaults, parseNetworkConfig, type RlnetConfig } from './config.ts'

const resnet50: RlnetConfig = { ...networkDefaults, backbone: 'resnet50', classes: 11 }

describe('a configuration read from a model file', () => {
  test("falls back to the paper's values for what it leaves out", () => {
    expect(parseNetworkConfig({ backbone: 'resnet50', classes: 11 })).toEqual(resnet50)
  })

  test('survives being written to JSON and read again', () => {
    const config = { ...resnet50, attention: 'c-cbam', placement: 'input', head: 'mean', dropout: 0 } as const
    expect(parseNetworkConfig(JSON.parse(JSON.stringify(config)))).toEqual(config)
  })

  test('is refused with every field that is wrong, so that one repair is enough', () => {
    const wrong = { backbone: 'vgg', classes: 0, frames: 2.5, dropout: 1, attention: 'CBAM', shiny: true }
    const problem = refusal(wrong)
    expect(problem.code).toBe('MODEL_UNUSABLE')
    for (const field of Object.keys(wrong)) expect(problem.message).toContain(field)
  })

  test.each([[null], ['resnet50'], [[]], [7]])('%j is refused, not crashed on', (value) => {
    expect(refusal(value).message).toContain('not an object')
  })

  test('is refused where the attention would have no hidden unit', () => {
    const problem = refusal({ backbone: 'resnet10', width: 8, attention: 'cbam', classes: 2 })
    expect(problem.message).toContain('reduction 16')
  })
})

describe("the sizes that the paper's tables stand on", () => {
  const added = (change: Partial<RlnetConfig>): number =>
    parameterCount({ ...resnet50, ...change }) - parameterCount(resnet50)

  test('CBAM adds 2,532,592 parameters to ResNet-50, the 2.53×10⁶ of the paper', () => {
    expect(added({ attention: 'cbam' })).toBe(2_532_592)
  })

  test('C-CBAM adds 3,790,064 by equation 2.4', () => {
    expect(added({ attention: 'c-cbam' })).toBe(3_790_064)
  })

  test("at a block's input CBAM would add 2.01×10⁶, which is not what the paper counts", () => {
    expect(added({ attention: 'cbam', placement: 'input' }) / 1e6).toBeCloseTo(2.01, 2)
  })

  test('no two parameters of a network share a name', () => {
    const names = networkSpecs({ ...resnet50, attention: 'c-cbam' }).map((spec) => spec.name)
    expect(new Set(names).size).toBe(names.length)
  })
})

function refusal(value: unknown): Problem {
  try {
    parseNetworkConfig(value)
  } catch (caught) {
    if (caught instanceof Problem) return caught
    throw caught
  }
  throw new Error('nothing was refused')
}
