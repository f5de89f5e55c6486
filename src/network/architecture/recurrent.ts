import type { RecurrentConfig } from '../config.ts'
import { cnnMultiplications, cnnPlan, cnnSpecs, frameValues } from './cnn.ts'
import { linear, lstm, type ParameterSpec } from './parameter-spec.ts'

/** Values of what the last LSTM layer makes of a step: both directions' side by side. */
function stateValues({ hidden, bidirectional }: RecurrentConfig): number {
  return bidirectional ? 2 * hidden : hidden
}

/** Directions of all layers: torch.nn.LSTM's suffix and how many values each reads. */
function lstmDirections(config: RecurrentConfig): [suffix: string, input: number][] {
  const directions = config.bidirectional ? ['', '_reverse'] : ['']
  return Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) => {
    const input = layer === 0 ? frameValues(cnnPlan(config)) : stateValues(config)
    return directions.map((direction): [string, number] => [`l${layer}${direction}`, input])
  })
}

export function recurrentSpecs(config: RecurrentConfig): ParameterSpec[] {
  const values = stateValues(config)
  return [
    ...cnnSpecs(cnnPlan(config)),
    ...lstmDirections(config).flatMap(([suffix, input]) => lstm('lstm', input, config.hidden, suffix)),
    ...(config.readout === 'attention' ? attentionSpecs(values) : []),
    ...linear('fc', config.classes, values),
  ]
}

/** Additive attention, tanh(W h + b) · v: W and b are `projection`, v is `score`. W leaves as many values as a state has. */
export function attentionSpecs(values: number): ParameterSpec[] {
  return [
    ...linear('attention.projection', values, values),
    { name: 'attention.score.weight', kind: 'linear', torchShape: [1, values] },
  ]
}

export function recurrentMultiplications(config: RecurrentConfig): number {
  const { frames, hidden } = config
  const values = stateValues(config)
  const ofLstm = lstmDirections(config).reduce((sum, [, input]) => sum + 4 * hidden * (input + hidden), 0)
  const ofAttention = config.readout === 'attention' ? values * values + values : 0
  return frames * (cnnMultiplications(cnnPlan(config), config.size) + ofLstm + ofAttention)
}
