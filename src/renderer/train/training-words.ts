/** The choices of a training in the words of the window. */
import type { NetworkTraining, WatchedMetric } from '../../contract/learning.ts'

export type Stage = NonNullable<NetworkTraining['frozenThrough']>

export const scheduleWords = {
  constant: 'Constant',
  cosine: 'Falling (cosine)',
} as const satisfies Record<NetworkTraining['schedule'], string>

export const precisionWords = {
  float32: 'Full (float32)',
  bf16: 'Half (bfloat16)',
} as const satisfies Record<NonNullable<NetworkTraining['precision']>, string>

export const balanceWords = {
  none: 'Off',
  sampling: 'Show rare labels more often',
  loss: 'Weigh rare labels’ mistakes',
} as const satisfies Record<NonNullable<NetworkTraining['balance']>, string>

export const attentionStartWords = {
  usual: 'Usual (random)',
  'near-identity': 'Near identity',
} as const satisfies Record<NonNullable<NetworkTraining['attentionStart']>, string>

/** As they stand after "best by". */
export const metricWords = {
  heldOutLoss: 'held-out loss',
  heldOutTop1: 'held-out accuracy',
  heldOutMeanClassAccuracy: 'held-out mean class accuracy',
  heldOutMacroF1: 'held-out macro F1',
} as const satisfies Record<WatchedMetric, string>

export const stageWords = {
  stem: 'Stem',
  layer1: 'Stem and layer 1',
  layer2: 'Stem to layer 2',
  layer3: 'Stem to layer 3',
  layer4: 'The whole backbone',
} as const satisfies Record<Stage, string>

/** 0.0001 → '0.0001', 0.00000003 → '3e-8': as a person would type it. */
export function rateText(value: number): string {
  return value !== 0 && value < 1e-5 ? value.toExponential().replace('e+', 'e') : String(value)
}

/** Pairs of value and words for a select, in the order in which they are written above. */
export function choicesOf<Value extends string>(words: Record<Value, string>): { value: Value; text: string }[] {
  return (Object.keys(words) as Value[]).map((value) => ({ value, text: words[value] }))
}
