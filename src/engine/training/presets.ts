/** The presets with the sizes of their networks. */
import type { DescribedPreset } from '../../contract/index.ts'
import type { NetworkTraining } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { findPreset, presets } from '../../contract/presets.ts'
import { trainingMemoryBytes } from '../../contract/training-memory.ts'
import {
  elementCount,
  isTrainable,
  multiplicationCount,
  networkSpecs,
  type ParameterSpec,
} from '../../network/architecture/index.ts'
import { backbonePrefix } from '../../network/architecture/stages.ts'

/** All presets, or the one of this name. @throws Problem INVALID_INPUT naming the presets there are */
export function describePresets(name?: string): DescribedPreset[] {
  const wanted = name === undefined ? presets : [findPreset(name)]
  return wanted.map((preset) => {
    const network = networkPart(preset.config)
    return { ...preset, network: network && networkSize(network) }
  })
}

function networkSize(config: NetworkTraining): DescribedPreset['network'] {
  const { network } = config
  return {
    parameters: parametersOf(config),
    multiplications: multiplicationCount({ ...network, classes: 2 }),
    memoryBytes: trainingMemoryBytes(config, 1),
  }
}

/** Trained values, as PyTorch's `parameters()` counts them: running statistics are not among them. */
function parametersOf({ network }: NetworkTraining): NonNullable<DescribedPreset['network']>['parameters'] {
  const [ofTwo, ofThree] = [2, 3].map((classes) => networkSpecs({ ...network, classes })) as [
    ParameterSpec[],
    ParameterSpec[],
  ]
  const perLabel = count(ofThree) - count(ofTwo)
  const isAttention = ({ name }: ParameterSpec) => name.startsWith(backbonePrefix) && name.includes('.attention.')
  const attention = count(ofTwo.filter(isAttention))
  const looksAtFrames = network.family === 'rlnet' || network.family === 'recurrent'
  const all = count(ofTwo) - attention - 2 * perLabel
  const backbone = looksAtFrames ? count(ofTwo.filter(({ name }) => name.startsWith(backbonePrefix))) - attention : all
  return { backbone, attention, head: all - backbone, perLabel }
}

function count(specs: readonly ParameterSpec[]): number {
  return specs
    .filter(({ kind }) => isTrainable(kind))
    .reduce((sum, { torchShape }) => sum + elementCount(torchShape), 0)
}
