/** The settings of a training as flags of the terminal; the preset says whatever is left out. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { stageName, type TrainingSettings, type WatchedMetric } from '../contract/learning.ts'
import { positiveNumber, wholeNumber } from './numbers.ts'
import { precisionOption } from './precision-option.ts'

/** What commander makes of the flags. */
export interface SettingFlags {
  epochs?: number
  batch?: number
  atOnce?: number
  learningRate?: number
  schedule?: TrainingSettings['schedule']
  weightDecay?: number
  clipNorm?: number
  precision?: TrainingSettings['precision']
  balance?: TrainingSettings['balance']
  attentionStart?: TrainingSettings['attentionStart']
  freeze?: TrainingSettings['frozenThrough']
  cachedVariants?: number
  earlyStopping?: TrainingSettings['earlyStopping']
  keepBest?: WatchedMetric
  views?: number
}

const metrics: Readonly<Record<string, WatchedMetric>> = {
  loss: 'heldOutLoss',
  top1: 'heldOutTop1',
  'mean-class-accuracy': 'heldOutMeanClassAccuracy',
  'macro-f1': 'heldOutMacroF1',
}
const metricNames = Object.keys(metrics).join(', ')

export function withSettingFlags(command: Command): Command {
  return command
    .optionsGroup('How it learns (the preset says otherwise):')
    .option('--epochs <number>', 'how often every clip is seen', wholeNumber(1, 2000))
    .option('--batch <clips>', 'clips of a step', wholeNumber(1, 512))
    .option(
      '--at-once <clips>',
      'clips that go through the network at once, so that a step fits into memory; left out, the machine decides',
      wholeNumber(1, 512),
    )
    .option('--learning-rate <rate>', 'for example 1e-4', positiveNumber(1))
    .addOption(
      new Option(
        '--schedule <name>',
        'the rate stays as it is, or climbs briefly and falls to zero in half a cosine',
      ).choices(['constant', 'cosine']),
    )
    .option(
      '--weight-decay <number>',
      'pull of the weights towards zero, as torch.optim.Adam has it',
      positiveNumber(1, 0),
    )
    .addOption(precisionOption())
    .option('--clip-norm <length>', 'longest gradient of a step (l2 norm); a longer one is shortened', positiveNumber())
    .addOption(
      new Option(
        '--balance <how>',
        'labels count alike: clips of rare ones are shown more often, or weigh more',
      ).choices(['none', 'sampling', 'loss']),
    )
    .addOption(
      new Option(
        '--attention-start <how>',
        'how attention starts that no weights bring (default: near-identity with --start-from, which keeps what was learned without attention; else usual)',
      ).choices(['usual', 'near-identity']),
    )
    .option(
      '--freeze <stages>',
      'stages that keep the weights they start from, from the stem on: stem..layer3, or backbone for all of them; what they ' +
        'make of each clip is computed once and kept',
      frozenStages,
    )
    .option(
      '--cached-variants <number>',
      'with --freeze: drawn views of each clip that are kept (4); 0 draws and computes anew in every epoch',
      wholeNumber(0, 64),
    )
    .optionsGroup('Which epoch becomes the model (left out: the last):')
    .option(
      '--early-stopping <metric:patience>',
      `end when a score of the held-out clips is not better for so many epochs, and keep the best: ${metricNames}`,
      earlyStopping,
    )
    .option('--keep-best <metric>', 'keep the epoch that is best by this score of the held-out clips', metric)
    .option('--views <number>', 'views of each held-out clip that the final score averages (3)', wholeNumber(1, 20))
}

/** The settings that were given, under the contract's names. */
export function settingsOf(flags: SettingFlags): TrainingSettings {
  const { batch: batchClips, atOnce: clipsAtOnce, clipNorm: clipGradientNorm } = flags
  const { epochs, learningRate, schedule, weightDecay, balance, attentionStart, earlyStopping, keepBest, views } = flags
  const { freeze: frozenThrough, cachedVariants, precision } = flags
  const settings: TrainingSettings = {
    ...{ epochs, batchClips, clipsAtOnce, learningRate, schedule, weightDecay, precision, clipGradientNorm },
    ...{ balance, attentionStart, frozenThrough, cachedVariants, earlyStopping, keepBest, views },
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function metric(text: string): WatchedMetric {
  const found = metrics[text] ?? Object.values(metrics).find((name) => name === text)
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${metricNames}.`)
  return found
}

/** Freezing always begins at the stem, since what lies before a stage that learns would have to change with it. */
function frozenStages(text: string): NonNullable<TrainingSettings['frozenThrough']> {
  const last = text === 'backbone' ? 'layer4' : text.replace(/^stem\.\./, '')
  const found = stageName.options.find((stage) => stage === last)
  if (found !== undefined) return found
  const choices = stageName.options.filter((stage) => stage !== 'stem').map((stage) => `stem..${stage}`)
  throw new InvalidArgumentError(`Freezing begins at the stem. It must be stem, ${choices.join(', ')} or backbone.`)
}

function earlyStopping(text: string): NonNullable<TrainingSettings['earlyStopping']> {
  const [name = '', patience, ...more] = text.split(':')
  if (patience === undefined || more.length > 0) {
    throw new InvalidArgumentError(`It must be a score and a number of epochs, as loss:10. Scores: ${metricNames}.`)
  }
  return { metric: metric(name), patience: wholeNumber(1, 1000)(patience) }
}
