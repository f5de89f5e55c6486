import { expect, it } from 'vitest'
import { samplesFrom, type SoundPart } from './sample-stream.ts'

async function* parts(...list: [number, number[]][]): AsyncGenerator<SoundPart> {
  for (const [timestampSecs, samples] of list) yield { timestampSecs, samples: [Float32Array.from(samples)] }
}

async function all(stream: ReturnType<typeof samplesFrom>): Promise<number[]> {
  const samples: number[] = []
  for await (const part of stream) samples.push(...part[0]!)
  return samples
}

it('begins exactly where the picture stands, in the middle of a packet', async () => {
  expect(await all(samplesFrom(parts([1, [1, 2, 3, 4]], [1.4, [5, 6]]), 1.2, 10))).toEqual([3, 4, 5, 6])
})

it('is silent where the sound begins after the picture, and in its gaps', async () => {
  expect(await all(samplesFrom(parts([0.2, [1]], [0.5, [2]]), 0, 10))).toEqual([0, 0, 1, 0, 0, 2])
})

it('says nothing twice where packets overlap', async () => {
  expect(await all(samplesFrom(parts([0, [1, 2, 3]], [0.2, [3, 4]]), 0, 10))).toEqual([1, 2, 3, 4])
})
