/** From a preset and a person's wishes to what is trained. */
import type { TrainingConfig } from '../../contract/learning.ts'
import { findPreset } from '../../contract/presets.ts'

export interface Wishes {
  readonly preset: string
  readonly epochs?: number | undefined
  readonly seed?: number | undefined
}

/** @throws Problem INVALID_INPUT naming the presets there are */
export function trainingConfigOf({ preset, epochs, seed }: Wishes): TrainingConfig {
  const { config } = findPreset(preset)
  return { ...config, epochs: epochs ?? config.epochs, seed: seed ?? config.seed }
}

/** What a run is called where nobody said: the preset and the day, 'Quick 2026-03-01 14:05' (UTC). */
export function defaultName(preset: string, now: Date): string {
  return `${findPreset(preset).title} ${now.toISOString().slice(0, 16).replace('T', ' ')}`
}
