/** From a preset and a person's wishes to what is trained. */
import { trainingConfig, trainingSettings } from '../../contract/learning.ts'
import type { TrainingConfig, TrainingSettings } from '../../contract/learning.ts'
import { findPreset } from '../../contract/presets.ts'

export interface Wishes extends Readonly<TrainingSettings> {
  readonly preset: string
  readonly seed?: number | undefined
}

/** The preset with what was wished in place of its own. @throws Problem INVALID_INPUT naming the presets there are */
export function trainingConfigOf(wishes: Wishes): TrainingConfig {
  return withWishes(findPreset(wishes.preset).config, wishes)
}

/** A configuration with what was wished in place of its own. */
export function withWishes(config: TrainingConfig, wishes: Omit<Wishes, 'preset'>): TrainingConfig {
  const wished = { ...trainingSettings.parse(wishes), seed: wishes.seed }
  const said = Object.entries(wished).filter(([, value]) => value !== undefined)
  return trainingConfig.parse({ ...config, ...Object.fromEntries(said) })
}

/** What a run is called where nobody said: the preset and the day, 'Quick 2026-03-01 14:05' (UTC). */
export function defaultName(preset: string, now: Date): string {
  return `${findPreset(preset).title} ${now.toISOString().slice(0, 16).replace('T', ' ')}`
}
