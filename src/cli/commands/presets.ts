import type { DescribedPreset } from '../../contract/index.ts'
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

function presetText({ name, title, description, config, parameters }: DescribedPreset): string {
  const { network, preprocessing } = config
  const attention =
    network.attention === 'none'
      ? 'no attention'
      : `${network.attention} in every block (placement ${network.placement}, reduction ${network.reduction})`
  const head = network.head === 'lstm' ? `LSTM ${network.hidden}` : 'mean over the frames'
  const every = preprocessing.frameStep === 1 ? 'consecutive' : `every ${ordinal(preprocessing.frameStep)}`
  const { backbone, attention: inAttention, head: inHead, perLabel } = parameters
  const views = config.leastViews === undefined ? '' : ` of at least ${config.leastViews} views`
  const rows = [
    ['network', `${network.backbone}, width ${network.width}, ${attention}, ${head}, dropout ${network.dropout}`],
    [
      'parameters',
      `${grouped(backbone + inAttention + inHead)} and ${grouped(perLabel)} a label: ` +
        `backbone ${grouped(backbone)}, attention ${grouped(inAttention)}, temporal head ${grouped(inHead)}`,
    ],
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
  ] as const
  const table = rows.map(([what, text]) => `  ${what.padEnd(11)} ${text}`)
  return [`${name} (${title})`, `  ${description}`, ...table, ''].join('\n')
}

function augmentations({ shift, flip, reframe }: DescribedPreset['config']): string {
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
