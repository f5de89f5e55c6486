import type { FrameConvolution, FramePart, FramePlan } from './frame-plan.ts'
import { linear, type ParameterSpec } from './parameter-spec.ts'

/** Channels of a published network, all scaled alike; 64 of its first layer are `width` here. */
export function scaledChannels(published: number, width: number): number {
  return Math.max(1, Math.round((published * width) / 64))
}

/** Rows and columns that AlexNet's convolutions are averaged to, whatever the frame's size. */
export const alexnetGrid = 6

/** Scores of AlexNet and InceptionV3: ImageNet's classes. */
export const imagenetClasses = 1000

/**
 * AlexNet's convolutions as torchvision has them (after Krizhevsky 2014, “One weird trick”), up to the last one's ReLU. What
 * follows is a pool, `alexnetGrid` and `alexnetLayers`.
 */
export function alexnetPlan(width: number): FramePlan {
  const channels = (published: number): number => scaledChannels(published, width)
  const convolution = (
    place: number,
    input: number,
    output: number,
    { side, stride = 1 }: { side: number; stride?: FrameConvolution['stride'] },
  ): FramePart => {
    // Half the window, but for the first, whose window of 11 has a border of 2.
    const border = stride === 1 ? (side - 1) / 2 : 2
    const geometry = { window: [side, side], stride, padding: [border, border] } as const
    return { kind: 'convolution', convolution: { name: `features.${place}`, input, output, ...geometry } }
  }
  const pool = { kind: 'max-pool' } as const
  return {
    parts: [
      convolution(0, 3, channels(64), { side: 11, stride: 4 }),
      pool,
      convolution(3, channels(64), channels(192), { side: 5 }),
      pool,
      convolution(6, channels(192), channels(384), { side: 3 }),
      convolution(8, channels(384), channels(256), { side: 3 }),
      convolution(10, channels(256), channels(256), { side: 3 }),
    ],
    behind: 'bias',
    epsilon: 0,
  }
}

export interface LinearLayer {
  readonly name: string
  readonly input: number
  readonly output: number
}

/** AlexNet's three linear layers; what the last of them reads are its features, what it makes its scores. */
export function alexnetLayers(width: number): readonly [LinearLayer, LinearLayer, LinearLayer] {
  const pooled = scaledChannels(256, width) * alexnetGrid ** 2
  const hidden = scaledChannels(4096, width)
  return [
    { name: 'classifier.1', input: pooled, output: hidden },
    { name: 'classifier.4', input: hidden, output: hidden },
    { name: 'classifier.6', input: hidden, output: imagenetClasses },
  ]
}

export function linearSpecs(layers: readonly LinearLayer[], prefix: string): ParameterSpec[] {
  return layers.flatMap(({ name, input, output }) => linear(`${prefix}${name}`, output, input))
}
