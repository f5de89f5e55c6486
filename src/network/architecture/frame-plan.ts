/** Networks for single frames that are no residual ones: convolutions and pools in a row, with branches, as data. */
import { batchNorm, elementCount, type ParameterSpec } from './parameter-spec.ts'

/** How the window of a convolution over frames slides. */
export interface ConvolutionGeometry {
  readonly stride: 1 | 2 | 4
  /** Rows of zeros above and below, and columns of them on the left and on the right. */
  readonly padding: readonly [rows: number, columns: number]
}

/** A convolution and the ReLU behind it. */
export interface FrameConvolution extends ConvolutionGeometry {
  /** torchvision's, without the backbone's prefix. */
  readonly name: string
  readonly input: number
  readonly output: number
  readonly window: readonly [height: number, width: number]
}

export type FramePart =
  | { readonly kind: 'convolution'; readonly convolution: FrameConvolution }
  /** The largest of 3×3 places at stride 2, without a border. */
  | { readonly kind: 'max-pool' }
  /** The mean of the 3×3 places around each, zeros outside. */
  | { readonly kind: 'average-pool' }
  /** Each on the same input; their channels side by side. */
  | { readonly kind: 'branches'; readonly branches: readonly (readonly FramePart[])[] }

/** What stands behind a convolution before its ReLU. */
export type BehindConvolution = 'bias' | 'norm'

export interface FramePlan {
  readonly parts: readonly FramePart[]
  /** `bias`: in AlexNet. `norm`: a batch norm, named as torchvision's BasicConv2d. */
  readonly behind: BehindConvolution
  /** Added to the variance in its batch norms. */
  readonly epsilon: number
}

/** Height, width and channels of what a plan, or a part of it, reads or makes. */
export type FrameShape = readonly [height: number, width: number, channels: number]

/** What is left of a frame; heights and widths of less than one where it is too small. */
export function shapeAfter(parts: readonly FramePart[], shape: FrameShape): FrameShape {
  return parts.reduce(afterPart, shape)
}

/** Channels of what is made of so many. */
export function channelsAfter(parts: readonly FramePart[], channels: number): number {
  return shapeAfter(parts, [0, 0, channels])[2]
}

function afterPart(shape: FrameShape, part: FramePart): FrameShape {
  const [height, width, channels] = shape
  switch (part.kind) {
    case 'convolution': {
      const { window, stride, padding, output } = part.convolution
      return [sideAfter(height, window[0], stride, padding[0]), sideAfter(width, window[1], stride, padding[1]), output]
    }
    case 'max-pool':
      return [sideAfter(height, 3, 2, 0), sideAfter(width, 3, 2, 0), channels]
    case 'average-pool':
      return shape
    case 'branches': {
      const made = part.branches.map((branch) => shapeAfter(branch, shape))
      return [made[0]![0], made[0]![1], made.reduce((sum, [, , each]) => sum + each, 0)]
    }
  }
}

function sideAfter(length: number, window: number, stride: number, padding: number): number {
  return Math.floor((length + 2 * padding - window) / stride) + 1
}

export function framePlanSpecs({ parts, behind }: FramePlan, prefix: string): ParameterSpec[] {
  return convolutionsOf(parts).flatMap(({ name, input, output, window }) => {
    const torchShape = [output, input, ...window]
    const own = `${prefix}${name}`
    if (behind === 'norm') {
      return [
        { name: `${own}.conv.weight`, kind: 'convolution', torchShape, start: 'fan-in' } as const,
        ...batchNorm(`${own}.bn`, output),
      ]
    }
    return [
      { name: `${own}.weight`, kind: 'convolution', torchShape, start: 'fan-in' },
      { name: `${own}.bias`, kind: 'bias', torchShape: [output], fanIn: elementCount(torchShape.slice(1)) },
    ] as const
  })
}

function convolutionsOf(parts: readonly FramePart[]): FrameConvolution[] {
  return parts.flatMap((part) => {
    if (part.kind === 'convolution') return [part.convolution]
    return part.kind === 'branches' ? part.branches.flatMap(convolutionsOf) : []
  })
}

/** Multiplications of the convolutions for one frame. */
export function framePlanMultiplications(parts: readonly FramePart[], shape: FrameShape): number {
  let sum = 0
  parts.reduce((before, part) => {
    const after = afterPart(before, part)
    if (part.kind === 'convolution') {
      const { window, input } = part.convolution
      sum += elementCount(after) * elementCount(window) * input
    } else if (part.kind === 'branches') {
      for (const branch of part.branches) sum += framePlanMultiplications(branch, before)
    }
    return after
  }, shape)
  return sum
}
