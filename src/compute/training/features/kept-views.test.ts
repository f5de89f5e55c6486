import { describe, expect, it } from 'vitest'
import type { NetworkTraining } from '../../../contract/learning.ts'
import { networkTrainingOf } from '../../../contract/presets.ts'
import { createRandom } from '../../../domain/random.ts'
import type { View } from '../../clips/loader-messages.ts'
import { keptViews, planKept, wantedVariants, whatIsDrawn } from './kept-views.ts'

const config: NetworkTraining = { ...networkTrainingOf('rlnet-12'), flip: true }
const drawn = { key: 'clip 3', clip: 3, lengthFrames: 90 }
const random = createRandom(1)

describe('kept views of a clip', () => {
  it('are the same whatever else is kept, and others for another seed or clip', () => {
    const four = keptViews(drawn, 4, config, random)
    expect(keptViews(drawn, 10, config, random).slice(0, 4)).toEqual(four)
    expect(new Set(four.map((view) => JSON.stringify(view))).size).toBe(4)
    expect(keptViews(drawn, 4, config, createRandom(2))).not.toEqual(four)
    expect(keptViews({ ...drawn, key: 'clip 4' }, 4, config, random)).not.toEqual(four)
  })

  it('are several only where there is something to draw', () => {
    const plain = { ...config, shift: false, flip: false }
    const { frames } = config.preprocessing
    expect(whatIsDrawn(config, [90])).toEqual(['start', 'shift', 'mirroring'])
    expect(whatIsDrawn(plain, [frames])).toEqual([])
    expect(wantedVariants(config, ['shift'])).toBe(4)
    expect(wantedVariants({ ...config, cachedVariants: 9 }, ['shift'])).toBe(9)
    expect(wantedVariants({ ...config, cachedVariants: 9 }, [])).toBe(1)
    expect(wantedVariants({ ...config, cachedVariants: 0 }, ['shift'])).toBe(0)
  })
})

describe('an epoch of kept views', () => {
  const kept = new Map(
    [1, 2].map((clip) => [clip, keptViews({ ...drawn, key: `clip ${clip}`, clip }, 3, config, random)]),
  )
  const keptOf = (clip: number) => kept.get(clip)!
  const [some] = keptViews(drawn, 1, config, random) as [View]
  const seen = (...clips: number[]): View[] => clips.map((clip) => ({ ...some, clip }))
  const plan = [seen(1, 2), seen(1, 1), seen(2, 1)]

  it('has the clips of the plan in its order, each in all its views before one comes again', () => {
    const taken = planKept(plan, keptOf, random.stream('epoch 1'))
    expect(taken.map((views) => views.map(({ clip }) => clip))).toEqual([
      [1, 2],
      [1, 1],
      [2, 1],
    ])
    const ofOne = taken.flat().filter(({ clip }) => clip === 1)
    expect(new Set(ofOne.slice(0, 3))).toEqual(new Set(keptOf(1)))
    expect(keptOf(1)).toContain(ofOne[3])
  })

  it('takes other views than the next, decided by seed and epoch alone', () => {
    const epochs = Array.from({ length: 10 }, (_, epoch) =>
      planKept([seen(1)], keptOf, random.stream(`epoch ${epoch}`)),
    )
    expect(new Set(epochs.flat(2)).size).toBe(3)
    expect(planKept(plan, keptOf, random.stream('epoch 1'))).toEqual(planKept(plan, keptOf, random.stream('epoch 1')))
  })
})
