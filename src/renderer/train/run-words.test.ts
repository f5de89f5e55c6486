import { describe, expect, it } from 'vitest'
import type { EpochMetrics, NetworkModel } from '../../contract/learning.ts'
import { networkTrainingOf } from '../../contract/presets.ts'
import { differences } from './differences.ts'
import { keptEpochText, phaseText, speedText, startText, tookText } from './run-words.ts'

const quick = networkTrainingOf('quick')
const epoch = (number: number, more: Partial<EpochMetrics> = {}): EpochMetrics => ({
  epoch: number,
  trainLoss: 1,
  trainTop1: 0.5,
  heldOutLoss: 1,
  heldOutTop1: 0.5,
  secs: 2,
  ...more,
})
const curves = (count: number) => Array.from({ length: count }, (_, index) => epoch(index + 1))

describe('a run in words', () => {
  it('says which epoch is under way, and the phase before there is one', () => {
    expect(phaseText({ state: 'running', phase: 'Training' }, 2, 14)).toBe('Training · epoch 3 of 14')
    expect(phaseText({ state: 'running', phase: 'Training' }, 14, 14)).toBe('Training · epoch 14 of 14')
    expect(phaseText({ state: 'running', phase: 'Warming up' }, 0, 14)).toBe('Warming up')
    expect(phaseText({ state: 'queued', phase: '' }, 0, 14)).toContain('Waiting')
  })

  it('says how fast it is the way round that reads well', () => {
    expect(speedText(epoch(1, { stepsPerSec: 3.24 }))).toBe('3.2 steps a second')
    expect(speedText(epoch(1, { stepsPerSec: 0.25 }))).toBe('4.0 s a step')
    expect(speedText(epoch(1, { stepsPerSec: null }))).toBeNull()
    expect(speedText(epoch(1))).toBeNull()
    expect(speedText(undefined)).toBeNull()
  })

  it('says whose weights a model has, and why', () => {
    expect(keptEpochText({ epoch: 24, training: quick, curves: curves(24) })).toBe('Weights of the last epoch, 24.')
    expect(keptEpochText({ epoch: 9, training: { ...quick, keepBest: 'heldOutMacroF1' }, curves: curves(24) })).toBe(
      'Weights of epoch 9 of 24, the best by held-out macro F1.',
    )
    const earlyStopping = { metric: 'heldOutLoss', patience: 3 } as const
    const stopped = keptEpochText({ epoch: 9, training: { ...quick, earlyStopping }, curves: curves(12) })
    expect(stopped).toContain('epoch 9 of 12, the best by held-out loss')
    expect(stopped).toContain('stopped after epoch 12 of at most 24')
  })

  it('says what it started from, as far as that is known', () => {
    const from = (more: Partial<NetworkModel['startedFrom']>): NetworkModel['startedFrom'] => ({
      kind: 'checkpoint',
      source: 'a file',
      licence: 'BSD-3-Clause',
      ...more,
    })
    expect(startText(from({ kind: 'scratch' }))).toBe('random weights')
    expect(startText(from({}))).toBe('a file, BSD-3-Clause')
    expect(startText(from({ name: 'resnet18', sha256: 'f37072fd'.padEnd(64, '0') }))).toBe(
      'resnet18 (a file, BSD-3-Clause, SHA-256 f37072fd…)',
    )
  })

  it('tells the warming up apart', () => {
    expect(tookText({ trainSecs: 75, curves: curves(1) })).toBe('1 min 15 s')
    expect(tookText({ trainSecs: 75, curves: [epoch(1, { warmUpSecs: 9 })] })).toBe(
      '1 min 15 s, of which 9 s to warm up',
    )
  })
})

describe('what a run did otherwise than its preset', () => {
  it('is nothing for the preset as it is', () => {
    expect(differences(quick, quick)).toEqual([])
  })

  it('is said in the words of the form', () => {
    const run = { ...quick, epochs: 14, balance: 'loss', clipsAtOnce: 4, keepBest: 'heldOutTop1' } as const
    expect(differences(run, quick)).toEqual([
      { name: 'Epochs', run: '14', preset: '24' },
      { name: 'Clips at once', run: '4', preset: 'as many as fit' },
      { name: 'Balance', run: 'Weigh rare labels’ mistakes', preset: 'Off' },
      { name: 'Weights to keep', run: 'Best by held-out accuracy', preset: 'The last epoch’s' },
    ])
  })
})
