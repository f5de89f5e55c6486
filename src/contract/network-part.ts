import type { NetworkTraining, TrainingConfig } from './learning.ts'

/** How the network of a training is trained; null where there is none. */
export function networkPart(config: TrainingConfig): NetworkTraining | null {
  switch (config.method) {
    case 'network':
      return config
    case 'fusion':
      return config.network
    case 'motion':
      return null
  }
}
