import type { DescribedPreset } from '../../contract/index.ts'
import type { FusionTraining, MotionTraining, NetworkTraining } from '../../contract/learning.ts'
import { buildInWords } from '../../contract/network-words.ts'
import { describePresets } from '../../engine/training/presets.ts'
import { command } from '../command.ts'

export const presetsCommand = command<object>(
  'presets',
  'Print the training presets, or one of them: what it is for, every setting, how many parameters its network has',
  (made) => made.argument('[name]', 'the preset; all where left out'),
  async ({ args, output }) => {
    for (const preset of describePresets(args[0])) output.line({ ...preset }, presetText(preset))
  },
)

type Row = readonly [what: string, text: string]

function presetText(preset: DescribedPreset): string {
  const { name, title, description, config } = preset
  const size = parameterRows(preset)
  const table = rowsOf(config, size).map(([what, text]) => `  ${what.padEnd(11)} ${text}`)
  return [`${name} (${title})`, `  ${description}`, ...table, ''].join('\n')
}

function rowsOf(config: DescribedPreset['config'], size: readonly Row[]): Row[] {
  switch (config.method) {
    case 'network':
      return networkRows(config, size)
    case 'motion':
      return motionRows(config)
    case 'fusion':
      return fusionRows(config, size)
  }
}

function networkRows(config: NetworkTraining, size: readonly Row[]): Row[] {
  const { network, preprocessing } = config
  const attention =
    network.family === 'rlnet' && network.attention !== 'none'
      ? ` in every block (placement ${network.placement}, reduction ${network.reduction})`
      : ''
  const hidden = 'hidden' in network ? `, ${network.hidden} hidden units` : ''
  const every = preprocessing.frameStep === 1 ? 'consecutive' : `every ${ordinal(preprocessing.frameStep)}`
  const views = config.leastViews === undefined ? '' : ` of at least ${config.leastViews} views`
  return [
    ['network', `${buildInWords(network)}${attention}, width ${network.width}${hidden}, dropout ${network.dropout}`],
    ...size,
    [
      'clips',
      `${preprocessing.frames} frames, ${every}, ${preprocessing.size}² out of ${preprocessing.resize}², ` +
        `${preprocessing.input ?? 'colour'}, from ${config.sampling === 'uniform' ? 'anywhere' : 'the middle third (Algorithm 2)'}`,
    ],
    ['pixels', `mean ${preprocessing.mean.join(' ')}, deviation ${preprocessing.std.join(' ')} (red, green, blue)`],
    ['augmented', augmentations(config)],
    [
      'training',
      `${config.epochs} epochs${views}, ${config.batchClips} clips a step, Adam, rate ${config.learningRate} ` +
        `${config.schedule}, weight decay ${config.weightDecay}, seed ${config.seed}`,
    ],
  ]
}

function motionRows({ mirrored, seed, following, components, costs }: MotionTraining): Row[] {
  const { width, height, scales, stride, length, patch, cameraRemoved } = following
  const tried = components.length * costs.length > 1 ? ', chosen on parts of the clips to learn from' : ''
  return [
    ['model', 'improved dense trajectories, Fisher vectors, a linear SVM'],
    [
      'follows',
      `points every ${stride} pixels of ${width} × ${height}, up to ${scales} scales, ${length} steps, patches of ${patch}², ` +
        `the camera's movement ${cameraRemoved ? 'taken away' : 'left in'}`,
    ],
    ['settings', `${components.join(', ')} components, cost ${costs.join(', ')}${tried}`],
    ['augmented', mirrored ? 'mirrored' : 'not'],
    ['training', `seed ${seed}`],
  ]
}

function fusionRows({ motion, network, networkShare }: FusionTraining, size: readonly Row[]): Row[] {
  return [
    ...motionRows(motion),
    ['together', `with the network below, whose scores count ${networkShare} of 1`],
    ...networkRows(network, size),
  ]
}

function parameterRows({ network }: DescribedPreset): Row[] {
  if (network === null) return []
  const { backbone, attention, head, perLabel } = network.parameters
  const parts = [`backbone ${grouped(backbone)}`, `attention ${grouped(attention)}`, `temporal head ${grouped(head)}`]
  const all = grouped(backbone + attention + head)
  return [['parameters', `${all} and ${grouped(perLabel)} a label: ${parts.join(', ')}`]]
}

function augmentations({ shift, flip, reframe }: NetworkTraining): string {
  const used = [
    ...(shift ? ['shifted by −6 to 6 pixels (Algorithm 1)'] : []),
    ...(flip ? ['mirrored'] : []),
    ...(reframe ? ['framed anew'] : []),
  ]
  return used.length === 0 ? 'not' : used.join(', ')
}

function ordinal(number: number): string {
  return number === 2 ? 'second' : number === 3 ? 'third' : `${number}th`
}

/** 2532592 → 2,532,592. */
function grouped(number: number): string {
  return number.toLocaleString('en-US')
}
