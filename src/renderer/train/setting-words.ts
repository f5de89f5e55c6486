/** What the settings of a training are called, and their values as a person reads them. */
import { numberRules, type FieldName, type NumberField } from './settings-form.ts'
import {
  attentionStartWords,
  balanceWords,
  metricWords,
  precisionWords,
  scheduleWords,
  stageWords,
} from './training-words.ts'

/** In the order in which they are shown. */
export const fieldNames = {
  epochs: 'Epochs',
  batchClips: 'Clips a step',
  clipsAtOnce: 'Clips at once',
  learningRate: 'Learning rate',
  schedule: 'Learning rate over time',
  weightDecay: 'Weight decay',
  clipGradientNorm: 'Gradient limit',
  balance: 'Balance',
  precision: 'Precision',
  stopMetric: 'Stop early',
  patience: 'Patience',
  keepBest: 'Weights to keep',
  views: 'Views in the final score',
  frozenThrough: 'Frozen stages',
  cachedVariants: 'Kept views of a clip',
  attentionStart: 'Attention starts',
} as const satisfies Record<FieldName, string>

const none: Partial<Record<FieldName, string>> = {
  stopMetric: 'Never',
  keepBest: 'The last epoch’s',
  frozenThrough: 'None: all of it learns',
}
const before: Partial<Record<FieldName, string>> = { stopMetric: 'By ', keepBest: 'Best by ' }
const words: Partial<Record<FieldName, Readonly<Record<string, string>>>> = {
  schedule: scheduleWords,
  balance: balanceWords,
  precision: precisionWords,
  stopMetric: metricWords,
  keepBest: metricWords,
  frozenThrough: stageWords,
  attentionStart: attentionStartWords,
}

/** A value of the form in words. */
export function settingText(field: FieldName, value: string): string {
  if (value === '') return numberRules[field as NumberField].empty ?? ''
  const said = words[field]?.[value]
  if (said === undefined) return none[field] ?? value
  return `${before[field] ?? ''}${said}`
}
