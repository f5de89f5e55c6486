import { expect, test } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import { addPatch, directionSums, sumGradients, sumVectors } from './orientation.ts'

const random = createRandom(1)
const [width, height] = [22, 19]

/** Histograms of a patch, vector by vector. */
function slowly(
  vectorAt: (x: number, y: number) => [number, number],
  { left, top, cell }: { left: number; top: number; cell: number },
  stillBelow: number | null,
): number[] {
  const bins = stillBelow === null ? 8 : 9
  const cells: number[] = []
  for (const [row, column] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const histogram = new Array<number>(bins).fill(0.05)
    for (let y = top + row * cell; y < top + (row + 1) * cell; y++) {
      for (let x = left + column * cell; x < left + (column + 1) * cell; x++) {
        const [dx, dy] = vectorAt(x, y)
        const length = Math.hypot(dx, dy)
        if (stillBelow !== null && length <= stillBelow) histogram[8]! += 1
        else if (length > 0) {
          const turn = ((Math.atan2(dy, dx) + 2 * Math.PI) % (2 * Math.PI)) / (Math.PI / 4)
          const low = Math.floor(turn)
          histogram[low % 8]! += length * (1 - (turn - low))
          histogram[(low + 1) % 8]! += length * (turn - low)
        }
      }
    }
    cells.push(...histogram)
  }
  const total = cells.reduce((sum, value) => sum + value, 0)
  return cells.map((value) => Math.sqrt(value / total))
}

function expectNear(actual: Float32Array, expected: readonly number[]): void {
  const worst = Math.max(...expected.map((value, place) => Math.abs(value - actual[place]!)))
  expect(worst).toBeLessThan(1e-3)
}

test('histograms of vectors are what adding them up one by one gives, those that stand still apart', () => {
  const vectors = Float32Array.from({ length: 2 * width * height }, () => 3 * random.next() - 1.5)
  const sums = directionSums(width, height, 9)
  sumVectors(sums, vectors, 0.4)
  for (const patch of [
    { left: 0, top: 0, cell: 8 },
    { left: 6, top: 2, cell: 8 },
  ]) {
    const found = new Float32Array(36)
    addPatch(sums, patch, found, 0, 1)
    const at = (x: number, y: number): [number, number] => [
      vectors[2 * (y * width + x)]!,
      vectors[2 * (y * width + x) + 1]!,
    ]
    expectNear(found, slowly(at, patch, 0.4))
  }
})

test('histograms of a picture are of how it changes, and nothing changes across its edge', () => {
  const picture = Uint8Array.from({ length: width * height }, () => random.integer(256))
  const sums = directionSums(width, height, 8)
  sumGradients(sums, { values: picture, step: 1, offset: 0 })
  const value = (x: number, y: number): number => picture[y * width + x]!
  const at = (x: number, y: number): [number, number] => [
    x > 0 && x < width - 1 ? value(x + 1, y) - value(x - 1, y) : 0,
    y > 0 && y < height - 1 ? value(x, y + 1) - value(x, y - 1) : 0,
  ]
  const patch = { left: 0, top: 2, cell: 8 }
  const found = new Float32Array(32)
  addPatch(sums, patch, found, 0, 1)
  expectNear(found, slowly(at, patch, null))
})

test('what is summed up of one frame leaves nothing behind for the next', () => {
  const sums = directionSums(width, height, 9)
  sumVectors(sums, new Float32Array(2 * width * height).fill(5), 0.4)
  sumVectors(sums, new Float32Array(2 * width * height), 0.4)
  const found = new Float32Array(36)
  addPatch(sums, { left: 2, top: 2, cell: 8 }, found, 0, 1)
  expect(found[8]!).toBeGreaterThan(0.49)
})
