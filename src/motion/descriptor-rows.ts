import { descriptorSizes, histogramGroups, histogramValues, type DescriptorName } from './descriptors.ts'
import { mirroredPlaces } from './mirror.ts'
import type { PackedTrajectories } from './packed-trajectories.ts'

/** One descriptor of trajectories as numbers, [count, values]. @param mirrored of the clip seen in a mirror */
export function descriptorRows(packed: PackedTrajectories, name: DescriptorName, mirrored: boolean): Float32Array {
  return name === 'trajectory' ? shapeRows(packed, mirrored) : histogramRows(packed, name, mirrored)
}

function shapeRows({ shapes }: PackedTrajectories, mirrored: boolean): Float32Array {
  const rows = Float32Array.from(shapes, (value) => value / 32767)
  if (mirrored) for (let x = 0; x < rows.length; x += 2) rows[x] = -rows[x]!
  return rows
}

function histogramRows(
  { count, histograms }: PackedTrajectories,
  name: Exclude<DescriptorName, 'trajectory'>,
  mirrored: boolean,
): Float32Array {
  const { start, values } = histogramGroups.find((group) => group.name === name)!
  const rows = new Float32Array(count * values)
  for (let index = 0; index < count; index++) {
    const from = index * histogramValues
    const into = index * values
    for (let i = 0; i < values; i++) {
      rows[into + i] = histograms[from + (mirrored ? mirroredPlaces[start + i]! : start + i)]! / 255
    }
  }
  return rows
}

/** All descriptors' names, in the order in which everything is kept. */
export function descriptorNames(): DescriptorName[] {
  return descriptorSizes(1).map(({ name }) => name)
}
