/** From a clip's trajectories to what a classifier sees of it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../domain/random.ts'
import { descriptorNames, descriptorRows } from '../descriptor-rows.ts'
import { descriptorSizes, type DescriptorName } from '../descriptors.ts'
import type { PackedTrajectories } from '../packed-trajectories.ts'
import { fisherVector } from './fisher.ts'
import { fitMixture, sumsOf, type Mixture } from './mixture.ts'
import { fitProjection, project, type Projection } from './projection.ts'

export interface DescriptorEncoder {
  readonly name: DescriptorName
  readonly projection: Projection
  readonly mixture: Mixture
}

/** One per descriptor, in the order of `descriptorNames`. */
export type Encoder = readonly DescriptorEncoder[]

/**
 * What is summed up over trajectories: those of a clip are the sum of those of its parts. Per descriptor the mixture's sums
 * one after the other: [components], [components, values], [components, values].
 */
export interface Statistics {
  count: number
  readonly sums: readonly Float64Array[]
}

export function emptyStatistics(encoder: Encoder): Statistics {
  const sums = encoder.map(({ mixture }) => new Float64Array(mixture.components * (1 + 2 * mixture.values)))
  return { count: 0, sums }
}

export function addStatistics(into: Statistics, other: Statistics): void {
  into.count += other.count
  into.sums.forEach((sums, place) => {
    const more = other.sums[place]!
    for (let i = 0; i < sums.length; i++) sums[i]! += more[i]!
  })
}

/** Adds trajectories to the statistics of their clip. */
export function addTrajectories(
  into: Statistics,
  encoder: Encoder,
  packed: PackedTrajectories,
  { mirrored }: { mirrored: boolean },
): void {
  if (packed.count === 0) return
  into.count += packed.count
  encoder.forEach(({ name, projection, mixture }, place) => {
    const rows = project(projection, descriptorRows(packed, name, mirrored))
    const squares = tf.square(rows)
    const { zeroth, first, second } = sumsOf(rows, squares, mixture)
    tf.dispose([rows, squares])
    let at = 0
    const sums = into.sums[place]!
    for (const part of [zeroth, first, second]) for (const value of part) sums[at++]! += value
  })
}

/** Fisher vectors of a clip, one per descriptor, each of length 1 (0 where nothing moved). */
export function fisherVectors(encoder: Encoder, { count, sums }: Statistics): Float32Array[] {
  return encoder.map(({ mixture }, place) => fisherVector(mixture, sums[place]!, count))
}

/**
 * Fits projections once and mixtures of each wanted number of components, on trajectories of the clips to learn from.
 * @param onStep told how much of it is done, 0 to 1
 */
export function fitEncoders(
  sample: readonly PackedTrajectories[],
  { length, mirrored, components }: { length: number; mirrored: boolean; components: readonly number[] },
  random: Random,
  onStep: (share: number) => void = () => undefined,
): ReadonlyMap<number, Encoder> {
  const parts = new Map(components.map((number) => [number, [] as DescriptorEncoder[]]))
  const names = descriptorNames()
  let done = 0
  for (const name of names) {
    const values = descriptorSizes(length).find((size) => size.name === name)!.values
    const rows = joined(
      sample.flatMap((packed) => [
        descriptorRows(packed, name, false),
        ...(mirrored ? [descriptorRows(packed, name, true)] : []),
      ]),
    )
    const projection = fitProjection(rows, values)
    const projected = project(projection, rows)
    for (const [number, encoder] of parts) {
      const mixture = fitMixture(projected, number, random.stream(`${name} ${number}`))
      encoder.push({ name, projection, mixture })
      onStep(++done / (names.length * components.length))
    }
    projected.dispose()
  }
  return parts
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
