/** From a preset and a person's wishes to what is trained. */
import { networkTraining, trainingSettings } from '../../contract/learning.ts'
import type { NetworkTraining, TrainingConfig, TrainingSettings } from '../../contract/learning.ts'
import { findPreset } from '../../contract/presets.ts'
import { Problem } from '../../domain/problem.ts'

export interface Wishes extends Readonly<TrainingSettings> {
  readonly preset: string
  readonly seed?: number | undefined
}

/** The preset with what was wished in place of its own. @throws Problem INVALID_INPUT naming the presets there are */
export function trainingConfigOf(wishes: Wishes): TrainingConfig {
  return withWishes(findPreset(wishes.preset).config, wishes)
}

/**
 * A configuration with what was wished in place of its own.
 * @throws Problem INVALID_INPUT for settings of networks where none is trained
 */
export function withWishes(config: TrainingConfig, { seed, ...wishes }: Omit<Wishes, 'preset'>): TrainingConfig {
  const settings = said(trainingSettings.parse(wishes))
  const seeded = said({ seed })
  switch (config.method) {
    case 'network':
      return withSettings(config, { ...settings, ...seeded })
    case 'fusion': {
      const motion = { ...config.motion, ...seeded }
      return { ...config, ...seeded, motion, network: withSettings(config.network, { ...settings, ...seeded }) }
    }
    case 'motion':
      if (Object.keys(settings).length > 0) {
        throw new Problem(
          'INVALID_INPUT',
          `The preset “${config.preset}” trains no network, so these settings mean nothing to it: ${Object.keys(settings).join(', ')}.`,
        )
      }
      return { ...config, ...seeded }
  }
}

function withSettings(config: NetworkTraining, settings: Partial<NetworkTraining>): NetworkTraining {
  return networkTraining.parse({ ...config, ...settings })
}

/** Without what was left open. */
function said<T extends object>(wishes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

/**
 * What a run is called where nobody said: the preset and the minute as the clock on the wall has it, 'Quick 2026-03-01 14:05';
 * with a number behind it where another has that name.
 */
export function defaultName(preset: string, now: Date, taken: readonly string[] = []): string {
  // Swedish writes a day as year-month-day.
  const minute = now.toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
  const name = `${findPreset(preset).title} ${minute}`
  let unique = name
  for (let count = 2; taken.includes(unique); count++) unique = `${name} (${count})`
  return unique
}
