/** What is typed under "More settings": from a preset's own values to what the engine is asked for. */
import type { NetworkTraining, TrainingSettings, WatchedMetric } from '../../contract/learning.ts'
import { wholeText } from '../ui/typed-number.ts'
import { countText } from '../ui/words.ts'
import { rateText, type Stage } from './training-words.ts'

/** Numbers as they were typed; a text, so that half a number is no error before it is whole. */
export interface SettingsForm {
  epochs: string
  batchClips: string
  clipsAtOnce: string
  learningRate: string
  schedule: NetworkTraining['schedule']
  weightDecay: string
  clipGradientNorm: string
  precision: 'float32' | 'bf16'
  balance: 'none' | 'sampling' | 'loss'
  keepBest: WatchedMetric | 'last'
  stopMetric: WatchedMetric | 'never'
  patience: string
  frozenThrough: Stage | 'none'
  cachedVariants: string
  attentionStart: 'usual' | 'near-identity'
  views: string
}
export type FieldName = keyof SettingsForm

interface NumberRule {
  readonly least: number
  readonly most: number
  readonly whole: boolean
  /** What an empty field means; null where it may not be empty. */
  readonly empty: string | null
}

const whole = (least: number, most: number): NumberRule => ({ least, most, whole: true, empty: null })

/** Limits of the contract, in a form that can be said to a person. */
export const numberRules = {
  epochs: whole(1, 2000),
  batchClips: whole(1, 512),
  clipsAtOnce: { ...whole(1, 512), empty: 'as many as fit' },
  learningRate: { least: Number.MIN_VALUE, most: 1, whole: false, empty: null },
  weightDecay: { least: 0, most: 1, whole: false, empty: null },
  clipGradientNorm: { least: Number.MIN_VALUE, most: Number.MAX_VALUE, whole: false, empty: 'no limit' },
  patience: whole(1, 1000),
  cachedVariants: { ...whole(0, 64), empty: 'as many as usual' },
  views: whole(1, 20),
} as const satisfies Partial<Record<FieldName, NumberRule>>
export type NumberField = keyof typeof numberRules

const usualPatience = 10
const usualViews = 3

/** The form as the preset fills it. */
export function formOf(config: NetworkTraining): SettingsForm {
  const { earlyStopping } = config
  return {
    epochs: String(config.epochs),
    batchClips: String(config.batchClips),
    clipsAtOnce: config.clipsAtOnce === undefined ? '' : String(config.clipsAtOnce),
    learningRate: rateText(config.learningRate),
    schedule: config.schedule,
    weightDecay: rateText(config.weightDecay),
    clipGradientNorm: config.clipGradientNorm === undefined ? '' : String(config.clipGradientNorm),
    precision: config.precision ?? 'float32',
    balance: config.balance ?? 'none',
    keepBest: config.keepBest ?? 'last',
    stopMetric: earlyStopping?.metric ?? 'never',
    patience: String(earlyStopping?.patience ?? usualPatience),
    frozenThrough: config.frozenThrough ?? 'none',
    cachedVariants: config.cachedVariants === undefined ? '' : String(config.cachedVariants),
    attentionStart: config.attentionStart ?? 'usual',
    views: String(config.views ?? usualViews),
  }
}

/** Fields that ask something in this form; the others are not shown and not sent. */
export function asked(form: SettingsForm, config: NetworkTraining): Set<FieldName> {
  const fields = new Set(Object.keys(form) as FieldName[])
  if (form.stopMetric === 'never') fields.delete('patience')
  if (form.frozenThrough === 'none') fields.delete('cachedVariants')
  if (config.network.family !== 'rlnet' || config.network.attention === 'none') fields.delete('attentionStart')
  return fields
}

/** Fields that say something else than the preset. Another spelling of the same number is no change. */
export function changedFields(form: SettingsForm, config: NetworkTraining): Set<FieldName> {
  const preset = formOf(config)
  const same = (field: FieldName) => {
    if (form[field].trim() === preset[field]) return true
    const [typed, usual] = [form, preset].map((one) => valueOf(one[field], field))
    return typed !== null && typed === usual
  }
  return new Set([...asked(form, config)].filter((field) => !same(field)))
}

/** '1e-4', '0.0001' and '0,0001' are one number; null for what is none. */
export function numberOf(typed: string): number | null {
  const text = typed.trim().replace(',', '.')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null
}

function valueOf(typed: string, field: FieldName): number | null {
  if (!isNumberField(field)) return null
  return numberOf(numberRules[field].whole ? wholeText(typed) : typed)
}

const isNumberField = (field: FieldName): field is NumberField => field in numberRules

export interface ReadForm {
  /** What is wrong, by field; the settings count only where this is empty. */
  readonly problems: Partial<Record<FieldName, string>>
  /** The changed settings alone: what is left out stays as the preset has it. */
  readonly settings: TrainingSettings
}

/** @param heldOutClips without any there is no score to choose an epoch by; null while that is not known */
export function readForm(form: SettingsForm, config: NetworkTraining, heldOutClips: number | null): ReadForm {
  const shown = asked(form, config)
  const problems: ReadForm['problems'] = {}
  const numbers: Partial<Record<NumberField, number>> = {}
  for (const field of Object.keys(numberRules) as NumberField[]) {
    if (!shown.has(field)) continue
    const rule: NumberRule = numberRules[field]
    if (form[field].trim() === '' && rule.empty !== null) continue
    const value = valueOf(form[field], field)
    if (value === null || value < rule.least || value > rule.most || (rule.whole && !Number.isInteger(value))) {
      problems[field] = ruleText(rule)
    } else numbers[field] = value
  }
  if (numbers.clipsAtOnce !== undefined && numbers.clipsAtOnce > (numbers.batchClips ?? Infinity)) {
    problems.clipsAtOnce = `No more than the ${numbers.batchClips} clips of a step.`
  }
  if (heldOutClips === 0) {
    const nothing = 'No clips are held out, so there is no held-out score to go by.'
    if (form.keepBest !== 'last') problems.keepBest = nothing
    if (form.stopMetric !== 'never') problems.stopMetric = nothing
  }
  return { problems, settings: settingsOf(form, numbers, changedFields(form, config)) }
}

function settingsOf(
  form: SettingsForm,
  numbers: Partial<Record<NumberField, number>>,
  changed: Set<FieldName>,
): TrainingSettings {
  const { frozenThrough, keepBest, stopMetric } = form
  const { patience, ...plainNumbers } = numbers
  const settings: TrainingSettings = Object.fromEntries(
    Object.entries(plainNumbers).filter(([field]) => changed.has(field as FieldName)),
  )
  if (changed.has('schedule')) settings.schedule = form.schedule
  if (changed.has('precision')) settings.precision = form.precision
  if (changed.has('balance')) settings.balance = form.balance
  if (changed.has('attentionStart')) settings.attentionStart = form.attentionStart
  if (changed.has('frozenThrough') && frozenThrough !== 'none') settings.frozenThrough = frozenThrough
  if (changed.has('keepBest') && keepBest !== 'last') settings.keepBest = keepBest
  if ((changed.has('stopMetric') || changed.has('patience')) && stopMetric !== 'never' && patience !== undefined) {
    settings.earlyStopping = { metric: stopMetric, patience }
  }
  return settings
}

/** 'A whole number from 1 to 2,000.' */
export function ruleText({ least, most, whole: isWhole, empty }: NumberRule): string {
  const kind = isWhole ? 'A whole number' : 'A number'
  const from = least === Number.MIN_VALUE ? 'above 0' : `from ${countText(least)}`
  const to = most === Number.MAX_VALUE ? '' : least === Number.MIN_VALUE ? `, up to ${most}` : ` to ${countText(most)}`
  return `${kind} ${from}${to}${empty === null ? '' : `, or empty: ${empty}`}.`
}
