/** What a run did otherwise than its preset, in words. */
import type { NetworkTraining, TrainingConfig } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { fieldNames, settingText } from './setting-words.ts'
import { formOf, type FieldName } from './settings-form.ts'

export interface Difference {
  readonly name: string
  readonly run: string
  readonly preset: string
}

/** What a run of any method did otherwise than its preset. */
export function changesOf(run: TrainingConfig, preset: TrainingConfig): Difference[] {
  const [ofRun, ofPreset] = [networkPart(run), networkPart(preset)]
  return ofRun && ofPreset ? differences(ofRun, ofPreset) : []
}

/** The settings, in the order of the form, that differ between a run and the preset that it names. */
export function differences(run: NetworkTraining, preset: NetworkTraining): Difference[] {
  const [ofRun, ofPreset] = [formOf(run), formOf(preset)]
  return (Object.keys(fieldNames) as FieldName[])
    .filter((field) => ofRun[field] !== ofPreset[field] && counts(field, run))
    .map((field) => ({
      name: fieldNames[field],
      run: settingText(field, ofRun[field]),
      preset: settingText(field, ofPreset[field]),
    }))
}

function counts(field: FieldName, run: NetworkTraining): boolean {
  if (field === 'patience') return run.earlyStopping !== undefined
  if (field === 'cachedVariants') return run.frozenThrough !== undefined
  return true
}
