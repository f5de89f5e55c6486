import type { Random } from '../../domain/random.ts'

/** Rows that are looked at for each centre, and besides. */
const rowsPerCentre = 20
const rowsBesides = 1000
const lloydRounds = 4

/**
 * Centres to begin a mixture with: k-means++ (Arthur & Vassilvitskii 2007) and a few rounds of k-means, over a part of the
 * rows.
 * @param rows [count, values] @returns [centres, values]
 */
export function seedCentres(rows: Float32Array, values: number, centres: number, random: Random): Float32Array {
  const some = someRows(rows, values, centres * rowsPerCentre + rowsBesides, random)
  const found = new Float32Array(centres * values)
  const count = some.length / values
  const nearest = new Float64Array(count).fill(Infinity)
  let next = random.integer(count)
  for (let centre = 0; centre < centres; centre++) {
    found.set(some.subarray(next * values, (next + 1) * values), centre * values)
    let sum = 0
    for (let row = 0; row < count; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(some, row * values, found, centre * values, values))
      sum += nearest[row]!
    }
    next = drawBy(nearest, random.next() * sum)
  }
  for (let round = 0; round < lloydRounds; round++) moveToMeans(some, found, values)
  return found
}

function someRows(rows: Float32Array, values: number, most: number, random: Random): Float32Array {
  const count = rows.length / values
  if (count <= most) return rows
  const some = new Float32Array(most * values)
  for (let row = 0; row < most; row++) {
    const from = random.integer(count) * values
    some.set(rows.subarray(from, from + values), row * values)
  }
  return some
}

/** The first place at which the weights add up to more than `at`. */
function drawBy(weights: Float64Array, at: number): number {
  let sum = 0
  for (let place = 0; place < weights.length; place++) {
    sum += weights[place]!
    if (sum > at) return place
  }
  return weights.length - 1
}

function moveToMeans(rows: Float32Array, centres: Float32Array, values: number): void {
  const sums = new Float64Array(centres.length)
  const counts = new Float64Array(centres.length / values)
  for (let row = 0; row < rows.length; row += values) {
    let [nearest, least] = [0, Infinity]
    for (let centre = 0; centre < counts.length; centre++) {
      const distance = squaredDistance(rows, row, centres, centre * values, values)
      if (distance < least) [nearest, least] = [centre, distance]
    }
    counts[nearest]!++
    for (let d = 0; d < values; d++) sums[nearest * values + d]! += rows[row + d]!
  }
  for (let place = 0; place < centres.length; place++) {
    const count = counts[Math.floor(place / values)]!
    if (count > 0) centres[place] = sums[place]! / count
  }
}

function squaredDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, values: number): number {
  let sum = 0
  for (let d = 0; d < values; d++) {
    const difference = a[atA + d]! - b[atB + d]!
    sum += difference * difference
  }
  return sum
}
