import type { C3dConfig } from '../config.ts'
import { elementCount, linear, type ParameterSpec } from './parameter-spec.ts'
import { centred, cube, volumeAfter, volumeMultiplications, type PerAxis, type Sliding } from './volume.ts'

/** Convolutions in a row, each with a bias and a ReLU, and the pool behind them. */
export interface C3dGroup {
  readonly convolutions: readonly C3dConvolution[]
  readonly pool: Sliding
}

interface C3dConvolution {
  readonly name: string
  readonly input: number
  readonly output: number
}

/** Of every convolution. */
export const convolutionSliding = centred(cube(3))
/** The first pool leaves time as it is, the last one keeps the rows and columns that would else be cut off. */
const firstPool: Sliding = { window: [1, 2, 2], stride: [1, 2, 2], padding: cube(0) }
const pool: Sliding = { window: cube(2), stride: cube(2), padding: cube(0) }
const lastPool: Sliding = { ...pool, padding: [0, 1, 1] }

/** The convolutions of C3D (Tran et al. 2015), with the names that mmaction2 gives them. */
export function c3dGroups({ width }: C3dConfig): C3dGroup[] {
  const convolution = (name: string, input: number, output: number): C3dConvolution => ({ name, input, output })
  return [
    { convolutions: [convolution('conv1', 3, width)], pool: firstPool },
    { convolutions: [convolution('conv2', width, width * 2)], pool },
    { convolutions: [convolution('conv3a', width * 2, width * 4), convolution('conv3b', width * 4, width * 4)], pool },
    { convolutions: [convolution('conv4a', width * 4, width * 8), convolution('conv4b', width * 8, width * 8)], pool },
    {
      convolutions: [convolution('conv5a', width * 8, width * 8), convolution('conv5b', width * 8, width * 8)],
      pool: lastPool,
    },
  ]
}

/** The input is a clip as the configuration has it; convolutions keep the volume, pools shorten it. */
function volumes(config: C3dConfig): { readonly ofGroups: PerAxis[]; readonly last: PerAxis } {
  const ofGroups: PerAxis[] = []
  let last: PerAxis = [config.frames, config.size, config.size]
  for (const group of c3dGroups(config)) {
    ofGroups.push(last)
    last = volumeAfter(last, group.pool)
  }
  return { ofGroups, last }
}

/** The three layers behind the last pool: `[name, inputs, outputs]`. */
function linearLayers(config: C3dConfig): [name: string, input: number, output: number][] {
  const { width, hidden, classes } = config
  return [
    ['fc6', width * 8 * elementCount(volumes(config).last), hidden],
    ['fc7', hidden, hidden],
    ['fc8', hidden, classes],
  ]
}

export function c3dSpecs(config: C3dConfig): ParameterSpec[] {
  const convolutions = c3dGroups(config).flatMap((group) => group.convolutions)
  return [
    ...convolutions.flatMap(({ name, input, output }): ParameterSpec[] => [
      { name: `${name}.weight`, kind: 'convolution', torchShape: [output, input, ...convolutionSliding.window] },
      {
        name: `${name}.bias`,
        kind: 'bias',
        torchShape: [output],
        fanIn: input * elementCount(convolutionSliding.window),
      },
    ]),
    ...linearLayers(config).flatMap(([name, input, output]) => linear(name, output, input)),
  ]
}

export function c3dMultiplications(config: C3dConfig): number {
  const { ofGroups } = volumes(config)
  const convolutions = c3dGroups(config).flatMap((group, place) =>
    group.convolutions.map(({ input, output }) =>
      volumeMultiplications(ofGroups[place]!, convolutionSliding.window, input, output),
    ),
  )
  const matrices = linearLayers(config).map(([, input, output]) => input * output)
  return [...convolutions, ...matrices].reduce((sum, count) => sum + count, 0)
}
