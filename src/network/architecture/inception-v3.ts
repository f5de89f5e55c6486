import { scaledChannels } from './alexnet.ts'
import { channelsAfter, type FrameConvolution, type FramePart, type FramePlan } from './frame-plan.ts'

/** A convolution: its name behind the block's, its published channels, its window. */
type Step = readonly [name: string, output: number, window: Window, geometry?: Partial<Geometry>]
type Window = FrameConvolution['window']
type Geometry = Pick<FrameConvolution, 'stride' | 'padding'>

const point: Window = [1, 1]
const square: Window = [3, 3]
const row: Window = [1, 7]
const column: Window = [7, 1]
/** As blocks halve a frame: nothing is added around it. */
const halving: Geometry = { stride: 2, padding: [0, 0] }
const unpadded: Partial<Geometry> = { padding: [0, 0] }

const maxPool: FramePart = { kind: 'max-pool' }
const averagePool: FramePart = { kind: 'average-pool' }

/**
 * InceptionV3 (Szegedy et al. 2016) as torchvision builds it, with its names, without the auxiliary head: up to what
 * `Mixed_7c` makes, [8, 8, 2048] of a frame of 299².
 */
export function inceptionV3Plan(width: number): FramePlan {
  const stem = stemOf(convolutionsOf('', width))
  const parts = blocks.reduce<readonly FramePart[]>((before, [name, block]) => {
    const branches = block(convolutionsOf(`${name}.`, width), channelsAfter(before, 3))
    return [...before, { kind: 'branches', branches }]
  }, stem)
  return { parts, behind: 'norm', epsilon: 1e-3 }
}

/** Convolutions in a row, the first of them on so many channels. */
type Convolutions = (input: number, ...steps: Step[]) => FramePart[]

function convolutionsOf(prefix: string, width: number): Convolutions {
  return (first, ...steps) => {
    let input = first
    return steps.map(([name, published, window, geometry]) => {
      const output = scaledChannels(published, width)
      // Half the window, so that stride 1 keeps the frame.
      const padding = [(window[0] - 1) / 2, (window[1] - 1) / 2] as const
      const convolution = { name: `${prefix}${name}`, input, output, window, stride: 1, padding, ...geometry } as const
      input = output
      return { kind: 'convolution', convolution }
    })
  }
}

function stemOf(convolutions: Convolutions): FramePart[] {
  const first = convolutions(
    3,
    ['Conv2d_1a_3x3', 32, square, halving],
    ['Conv2d_2a_3x3', 32, square, unpadded],
    ['Conv2d_2b_3x3', 64, square],
  )
  const second = convolutions(
    channelsAfter(first, 3),
    ['Conv2d_3b_1x1', 80, point],
    ['Conv2d_4a_3x3', 192, square, unpadded],
  )
  return [...first, maxPool, ...second, maxPool]
}

type Block = (convolutions: Convolutions, input: number) => FramePart[][]

/** torchvision's InceptionA: 1×1, 5×5, two 3×3, and a mean. */
const blockA =
  (pooled: number): Block =>
  (convolutions, input) => [
    convolutions(input, ['branch1x1', 64, point]),
    convolutions(input, ['branch5x5_1', 48, point], ['branch5x5_2', 64, [5, 5]]),
    convolutions(input, ['branch3x3dbl_1', 64, point], ['branch3x3dbl_2', 96, square], ['branch3x3dbl_3', 96, square]),
    [averagePool, ...convolutions(input, ['branch_pool', pooled, point])],
  ]

/** InceptionB, which halves the frame. */
const blockB: Block = (convolutions, input) => [
  convolutions(input, ['branch3x3', 384, square, halving]),
  convolutions(
    input,
    ['branch3x3dbl_1', 64, point],
    ['branch3x3dbl_2', 96, square],
    ['branch3x3dbl_3', 96, square, halving],
  ),
  [maxPool],
]

/** InceptionC: 7×7 taken apart into rows and columns, once and twice. @param inner published channels between them */
const blockC =
  (inner: number): Block =>
  (convolutions, input) => [
    convolutions(input, ['branch1x1', 192, point]),
    convolutions(input, ['branch7x7_1', inner, point], ['branch7x7_2', inner, row], ['branch7x7_3', 192, column]),
    convolutions(
      input,
      ['branch7x7dbl_1', inner, point],
      ['branch7x7dbl_2', inner, column],
      ['branch7x7dbl_3', inner, row],
      ['branch7x7dbl_4', inner, column],
      ['branch7x7dbl_5', 192, row],
    ),
    [averagePool, ...convolutions(input, ['branch_pool', 192, point])],
  ]

/** InceptionD, which halves the frame. */
const blockD: Block = (convolutions, input) => [
  convolutions(input, ['branch3x3_1', 192, point], ['branch3x3_2', 320, square, halving]),
  convolutions(
    input,
    ['branch7x7x3_1', 192, point],
    ['branch7x7x3_2', 192, row],
    ['branch7x7x3_3', 192, column],
    ['branch7x7x3_4', 192, square, halving],
  ),
  [maxPool],
]

/** InceptionE, where branches fork again into a row and a column. */
const blockE: Block = (convolutions, input) => {
  const forked = (before: FramePart[], across: string, down: string): FramePart[] => {
    const channels = channelsAfter(before, input)
    const branches = [convolutions(channels, [across, 384, [1, 3]]), convolutions(channels, [down, 384, [3, 1]])]
    return [...before, { kind: 'branches', branches }]
  }
  const once = convolutions(input, ['branch3x3_1', 384, point])
  const twice = convolutions(input, ['branch3x3dbl_1', 448, point], ['branch3x3dbl_2', 384, square])
  return [
    convolutions(input, ['branch1x1', 320, point]),
    forked(once, 'branch3x3_2a', 'branch3x3_2b'),
    forked(twice, 'branch3x3dbl_3a', 'branch3x3dbl_3b'),
    [averagePool, ...convolutions(input, ['branch_pool', 192, point])],
  ]
}

const blocks: readonly (readonly [name: string, block: Block])[] = [
  ['Mixed_5b', blockA(32)],
  ['Mixed_5c', blockA(64)],
  ['Mixed_5d', blockA(64)],
  ['Mixed_6a', blockB],
  ['Mixed_6b', blockC(128)],
  ['Mixed_6c', blockC(160)],
  ['Mixed_6d', blockC(160)],
  ['Mixed_6e', blockC(192)],
  ['Mixed_7a', blockD],
  ['Mixed_7b', blockE],
  ['Mixed_7c', blockE],
]
