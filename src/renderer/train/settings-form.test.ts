import { describe, expect, it } from 'vitest'
import { trainingSettings } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { networkTrainingOf, presets } from '../../contract/presets.ts'
import { changedFields, formOf, numberOf, numberRules, readForm, type NumberField } from './settings-form.ts'

const quick = networkTrainingOf('quick')
const paper = networkTrainingOf('rlnet')

describe('the settings of a training, as typed', () => {
  it('ask for nothing where nothing was changed, whatever the preset', () => {
    for (const preset of presets) {
      const config = networkPart(preset.config)
      if (config) expect(readForm(formOf(config), config, 4)).toEqual({ problems: {}, settings: {} })
    }
  })

  it('ask for what was changed and nothing else, in the words of the contract', () => {
    const form = {
      ...formOf(quick),
      epochs: ' 40 ',
      learningRate: '1e-3',
      balance: 'loss',
      stopMetric: 'heldOutMacroF1',
      patience: '5',
      frozenThrough: 'layer2',
      cachedVariants: '8',
    } as const
    const { settings, problems } = readForm(form, quick, 4)
    expect(problems).toEqual({})
    expect(settings).toEqual({
      epochs: 40,
      learningRate: 0.001,
      balance: 'loss',
      earlyStopping: { metric: 'heldOutMacroF1', patience: 5 },
      frozenThrough: 'layer2',
      cachedVariants: 8,
    })
    expect(trainingSettings.parse(settings)).toEqual(settings)
  })

  it('do not call another spelling of the same number a change', () => {
    expect(changedFields({ ...formOf(quick), learningRate: '2e-3', epochs: '24.0' }, quick)).toEqual(new Set())
    expect(changedFields({ ...formOf(quick), learningRate: '0,02' }, quick)).toEqual(new Set(['learningRate']))
    // What is no number is a change as well, so that there is a way back from it.
    expect(changedFields({ ...formOf(quick), clipGradientNorm: 'x' }, quick)).toEqual(new Set(['clipGradientNorm']))
  })

  it('take thousands as the window writes them, and never for a fraction', () => {
    expect(readForm({ ...formOf(quick), epochs: '2,000' }, quick, 4).settings).toEqual({ epochs: 2000 })
    expect(readForm({ ...formOf(quick), epochs: '1.000' }, quick, 4).settings).toEqual({ epochs: 1000 })
  })

  it('leave out what a choice makes pointless', () => {
    const form = { ...formOf(paper), patience: 'x', cachedVariants: 'x', attentionStart: 'near-identity' } as const
    expect(readForm(form, paper, 4)).toEqual({ problems: {}, settings: {} })
  })

  it('say at the field what is wrong with it', () => {
    const form = { ...formOf(quick), epochs: '2.5', learningRate: '2', weightDecay: '', clipGradientNorm: '0' }
    expect(readForm(form, quick, 4).problems).toEqual({
      epochs: 'A whole number from 1 to 2,000.',
      learningRate: 'A number above 0, up to 1.',
      weightDecay: 'A number from 0 to 1.',
      clipGradientNorm: 'A number above 0, or empty: no limit.',
    })
    expect(readForm({ ...formOf(quick), clipsAtOnce: '13' }, quick, 4).problems).toEqual({
      clipsAtOnce: 'No more than the 12 clips of a step.',
    })
  })

  it('choose no epoch by a held-out score where nothing is held out', () => {
    const form = { ...formOf(quick), keepBest: 'heldOutTop1', stopMetric: 'heldOutLoss' } as const
    expect(Object.keys(readForm(form, quick, 0).problems)).toEqual(['keepBest', 'stopMetric'])
    expect(readForm(form, quick, 3).problems).toEqual({})
  })

  it('take the limits that the engine takes', () => {
    for (const [field, rule] of Object.entries(numberRules)) {
      if (field === 'patience') continue
      const schema = trainingSettings.shape[field as Exclude<NumberField, 'patience'>]
      const refused = [rule.least - 1, ...(rule.whole ? [1.5] : []), ...(rule.most < 1e9 ? [rule.most + 1] : [])]
      expect([field, schema.safeParse(rule.least).success]).toEqual([field, true])
      if (rule.most < 1e9) expect([field, schema.safeParse(rule.most).success]).toEqual([field, true])
      for (const value of refused)
        expect([field, value, schema.safeParse(value).success]).toEqual([field, value, false])
    }
  })
})

describe('a typed number', () => {
  it.each([
    ['1e-4', 0.0001],
    ['0,5', 0.5],
    ['.5', 0.5],
    [' 12 ', 12],
    ['', null],
    ['1,000,000', null],
    ['ten', null],
    ['0x10', null],
    ['Infinity', null],
  ])('%j is %j', (typed, value) => {
    expect(numberOf(typed)).toBe(value)
  })
})
