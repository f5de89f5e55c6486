import { describe, expect, it } from 'vitest'
import type { Clip } from '../../contract/learning.ts'
import { networkTrainingOf } from '../../contract/presets.ts'
import { createRandom } from '../../domain/random.ts'
import { epochSize, evenParts, planEpoch } from './epoch-plan.ts'

const clips = Array.from({ length: 30 }, (_, index): Clip => {
  const split = index % 5 === 0 ? 'held-out' : 'train'
  return { key: `clip ${index}`, file: '', label: 'run', group: String(index % 5), split, range: null }
})
const lengths = clips.map((_, index) => 20 + index)
const config = { ...networkTrainingOf('rlnet-1'), batchClips: 7, flip: true }
const plan = (epoch: number, seed = 1, change: Partial<typeof config> = {}) =>
  planEpoch({ clips, lengths, config: { ...config, ...change }, epoch, random: createRandom(seed) })

describe('the plan of an epoch', () => {
  it('shows every clip to learn from once, and never a held-out one', () => {
    const seen = plan(1)
      .flat()
      .map(({ clip }) => clip)
    expect(seen.toSorted((a, b) => a - b)).toEqual(
      clips.flatMap(({ split }, place) => (split === 'train' ? [place] : [])),
    )
  })

  it('makes batches of nearly one size, so that none is too small for batch norm', () => {
    const sizes = plan(1).map((batch) => batch.length)
    expect(sizes).toHaveLength(epochSize(clips, config).batches)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(7)
  })

  it('shows few clips several times, every time otherwise, so that there are steps enough', () => {
    const views = plan(1, 1, { leastViews: 60 }).flat()
    expect(views).toHaveLength(epochSize(clips, { ...config, leastViews: 60 }).views)
    expect(views).toHaveLength(72)
    const ofOne = views.filter(({ clip }) => clip === 1)
    expect(ofOne).toHaveLength(3)
    expect(new Set(ofOne.map((view) => JSON.stringify(view))).size).toBe(3)
    expect(plan(1, 1, { leastViews: 10_000 }).flat()).toHaveLength(24 * 8)
  })

  it('is decided by seed and epoch alone', () => {
    expect(plan(3)).toEqual(plan(3))
    expect(plan(3)).not.toEqual(plan(4))
    expect(plan(3, 1)).not.toEqual(plan(3, 2))
  })

  it('shifts whole clips by one of twelve offsets and mirrors half of them, each only where asked', () => {
    const views = Array.from({ length: 20 }, (_, epoch) => plan(epoch + 1).flat()).flat()
    expect(new Set(views.map(({ shiftPixels }) => shiftPixels)).size).toBe(12)
    const mirrored = views.filter((view) => view.mirrored).length / views.length
    expect(mirrored).toBeGreaterThan(0.4)
    expect(mirrored).toBeLessThan(0.6)
    const plain = plan(1, 1, { shift: false, flip: false }).flat()
    expect(plain.every(({ shiftPixels, mirrored: turned }) => shiftPixels === 0 && !turned)).toBe(true)
  })

  it('balanced shows every label as often as every other, whatever there is of it, and every clip of a rare one', () => {
    const uneven = clips.map((clip, index): Clip => ({
      ...clip,
      label: index < 3 ? 'rare' : index < 10 ? 'some' : 'run',
    }))
    const balanced = { ...config, balance: 'sampling' as const }
    const epochs = [1, 2, 3].map((epoch) =>
      planEpoch({ clips: uneven, lengths, config: balanced, epoch, random: createRandom(1) }).flat(),
    )
    for (const views of epochs) {
      const counts = Map.groupBy(views, ({ clip }) => uneven[clip]!.label)
      expect([...counts.values()].map((of) => of.length)).toEqual([8, 8, 8])
      expect(views).toHaveLength(epochSize(uneven, balanced).views)
      expect(views.every(({ clip }) => uneven[clip]!.split === 'train')).toBe(true)
      expect(new Set(counts.get('rare')?.map(({ clip }) => clip))).toEqual(new Set([1, 2]))
      expect(new Set(counts.get('rare')?.map((view) => JSON.stringify(view))).size).toBe(8)
    }
    const frequent = (views: (typeof epochs)[number]) => views.map(({ clip }) => clip).filter((clip) => clip >= 10)
    expect(new Set(frequent(epochs[0]!)).size).toBe(8)
    expect(frequent(epochs[0]!).toSorted()).not.toEqual(frequent(epochs[1]!).toSorted())
  })
})

it('parts are even, keep the order and lose nothing', () => {
  const items = Array.from({ length: 29 }, (_, index) => index)
  expect(evenParts(items, 6).map((part) => part.length)).toEqual([5, 6, 6, 6, 6])
  expect(evenParts(items, 6).flat()).toEqual(items)
  expect(evenParts(items, 30)).toEqual([items])
})
