import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { trainingConfig } from '../contract/learning.ts'
import { networkTrainingOf } from '../contract/presets.ts'
import { settingsOf, withSettingFlags } from './training-settings.ts'

function parsed(...flags: string[]) {
  const command = withSettingFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  return settingsOf(command.parse(flags, { from: 'user' }).opts())
}

describe('the settings of a training as flags', () => {
  it('become what the contract takes, under its names', () => {
    const settings = parsed(
      ...['--epochs', '7', '--batch', '30', '--at-once', '6', '--learning-rate', '1e-4', '--schedule', 'constant'],
      ...['--weight-decay', '0', '--clip-norm', '5', '--balance', 'loss', '--early-stopping', 'macro-f1:10'],
      ...['--keep-best', 'top1', '--views', '5', '--attention-start', 'near-identity'],
      ...['--precision', 'bf16'],
    )
    expect(settings).toEqual({
      epochs: 7,
      batchClips: 30,
      clipsAtOnce: 6,
      learningRate: 1e-4,
      schedule: 'constant',
      weightDecay: 0,
      clipGradientNorm: 5,
      balance: 'loss',
      earlyStopping: { metric: 'heldOutMacroF1', patience: 10 },
      keepBest: 'heldOutTop1',
      views: 5,
      attentionStart: 'near-identity',
      precision: 'bf16',
    })
    const config = networkTrainingOf('quick')
    expect(trainingConfig.parse({ ...config, ...settings })).toEqual({ ...config, ...settings })
  })

  it('leave to the preset what is not said', () => {
    expect(parsed()).toEqual({})
  })

  it.each([
    ['stem', 'stem'],
    ['layer3', 'layer3'],
    ['stem..layer3', 'layer3'],
    ['stem..stem', 'stem'],
    ['backbone', 'layer4'],
  ])('freeze from the stem on: %s', (written, frozenThrough) => {
    expect(parsed('--freeze', written, '--cached-variants', '0')).toEqual({ frozenThrough, cachedVariants: 0 })
  })

  it.each([
    ['--freeze', 'layer1..layer3'],
    ['--freeze', 'stem..'],
    ['--freeze', 'head'],
    ['--cached-variants', '65'],
    ['--early-stopping', 'loss'],
    ['--early-stopping', 'loss:0'],
    ['--early-stopping', 'luck:5'],
    ['--keep-best', 'luck'],
    ['--learning-rate', '0'],
    ['--learning-rate', '2'],
    ['--clip-norm', '-1'],
    ['--balance', 'somehow'],
    ['--views', '21'],
  ])('refuse %s %s', (...flags) => {
    expect(() => parsed(...flags)).toThrow()
  })
})
