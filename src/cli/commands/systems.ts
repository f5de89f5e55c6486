import type { DescribedPreset } from '../../contract/index.ts'
import { networkPart } from '../../contract/network-part.ts'
import { describePresets } from '../../engine/training/presets.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'

const usualClasses = 11

interface Options {
  classes: number
}

export const systemsCommand = command<Options>(
  'systems',
  'Print the systems that the paper compares, and what each costs: parameters, operations, memory',
  (made) => made.option('--classes <number>', 'labels that they tell apart', wholeNumber(2, 1000), usualClasses),
  async ({ options, output }) => {
    const systems = describePresets()
      .filter(({ purpose, name }) => purpose === 'paper' || name === 'motion')
      .map((preset) => costOf(preset, options.classes))
    if (!output.json) output.line({}, heading(options.classes))
    for (const system of systems) output.line({ type: 'system', ...system }, row(system))
  },
)

interface SystemCost {
  readonly name: string
  readonly title: string
  readonly classes: number
  /** What a clip is made into; null where no network looks at it. */
  readonly input: { readonly frames: number; readonly frameStep: number; readonly size: number } | null
  /** Trained values. Null where there is no network: they follow from the clips. */
  readonly parameters: number | null
  /** Additions and multiplications of a forward pass of one clip. */
  readonly flops: number | null
  /** Of training, about, with one clip at a time in memory. */
  readonly memoryBytes: number | null
  /** Where in the picture it looked, or what moved that spoke for a label. */
  readonly explains: boolean
}

function costOf({ name, title, config, network }: DescribedPreset, classes: number): SystemCost {
  const trained = networkPart(config)
  if (trained === null || network === null) {
    return { name, title, classes, input: null, parameters: null, flops: null, memoryBytes: null, explains: true }
  }
  const { backbone, attention, head, perLabel } = network.parameters
  const { frames, frameStep, size } = trained.preprocessing
  return {
    name,
    title,
    classes,
    input: { frames, frameStep, size },
    parameters: backbone + attention + head + classes * perLabel,
    flops: 2 * network.multiplications,
    memoryBytes: network.memoryBytes,
    explains: true,
  }
}

const widths = [27, 34, 20, 12, 11] as const

function heading(classes: number): string {
  return [
    `Parameters with ${classes} labels; operations of a forward pass of one clip; memory of training with one clip at a time.`,
    line(['name', 'system', 'input', 'parameters', 'GFLOP', 'memory']),
  ].join('\n')
}

function row({ name, title, input, parameters, flops, memoryBytes }: SystemCost): string {
  const step = input === null || input.frameStep === 1 ? '' : `, every ${input.frameStep}.`
  return line([
    name,
    title,
    input === null ? 'any size, all frames' : `${input.frames} × ${input.size}²${step}`,
    parameters === null ? '–' : `${(parameters / 1e6).toFixed(1)} M`,
    flops === null ? '–' : (flops / 1e9).toFixed(1),
    memoryBytes === null ? '–' : `${(memoryBytes / 1e9).toFixed(1)} GB`,
  ])
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, place) => cell.padEnd(widths[place] ?? 0))
    .join(' ')
    .trimEnd()
}
