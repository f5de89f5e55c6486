/** The presets with the sizes of their networks. */
import type { DescribedPreset } from '../../contract/index.ts'
import type { TrainingConfig } from '../../contract/learning.ts'
import { findPreset, presets } from '../../contract/presets.ts'
import { elementCount, isTrainable, networkSpecs } from '../../network/architecture.ts'

/** All presets, or the one of this name. @throws Problem INVALID_INPUT naming the presets there are */
export function describePresets(name?: string): DescribedPreset[] {
  const wanted = name === undefined ? presets : [findPreset(name)]
  return wanted.map((preset) => ({ ...preset, parameters: parametersOf(preset.config.network) }))
}

/** Trained values, as PyTorch's `parameters()` counts them: running statistics are not among them. */
function parametersOf(network: TrainingConfig['network']): DescribedPreset['parameters'] {
  const classes = 2
  const specs = networkSpecs({ ...network, classes }).filter(({ kind }) => isTrainable(kind))
  const count = (isOf: (name: string) => boolean): number =>
    specs.filter(({ name }) => isOf(name)).reduce((sum, { torchShape }) => sum + elementCount(torchShape), 0)
  const isAttention = (name: string) => name.includes('.attention.')
  return {
    backbone: count((name) => name.startsWith('backbone.') && !isAttention(name)),
    attention: count(isAttention),
    head: count((name) => name.startsWith('lstm.')),
    perLabel: count((name) => name.startsWith('fc.')) / classes,
  }
}
