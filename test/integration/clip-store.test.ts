/** Clips of a set are exactly the frames that were labelled, however they lie in their recordings and however those are. */
import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClipStore, type ClipStore } from '../../src/compute/clips/clip-store.ts'
import type { Clip, Footage } from '../../src/contract/learning.ts'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { numberedFrames, numberedHeight, numberedWidth, readNumber } from '../fixtures/numbered-frames.ts'

const frames = 200
/** Of the square that clips are decoded to: the width of a numbered frame. */
const side = numberedWidth
let folder: string
let film: string
let footage: Footage

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-clips-'))
  film = path.join(folder, 'film.mp4')
  await encodeFrames({
    ...{ out: film, width: numberedWidth, height: numberedHeight, fps: 25, frames: numberedFrames(frames) },
    codec: { name: 'h264', crf: 10, gop: 25, bFrames: 3 },
  })
  footage = await indexed(film)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function indexed(file: string): Promise<Footage> {
  const { frameTable, seekable } = await indexFootage(file)
  const { timeBase, pts, keyFrames } = frameTable
  return { file, seekable, frameTable: { timeBase, pts: [...pts], keyFrames: [...keyFrames] } }
}

function clip(file: string, range: Clip['range']): Clip {
  const key = `${path.basename(file)} ${range ? `${range.first}-${range.last}` : 'whole'}`
  return { key, file, label: 'any', group: 'any', split: 'train', range }
}

function open(clips: Clip[], recordings: Footage[] = [footage]): Promise<ClipStore> {
  return openClipStore({
    clipSet: { clips, footage: Object.fromEntries(recordings.map((each) => [each.file, each])) },
    preprocessing: { resize: side, size: side, frames: 4, frameStep: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    decoders: 2,
    onProgress: () => undefined,
  })
}

/** Numbers on the frames of a clip, asked for by their places in it. */
async function numbers(store: ClipStore, place: number, inClip: readonly number[]): Promise<number[]> {
  const bytes = await store.frames(place, inClip)
  const frameBytes = side * side * 3
  return inClip.map((_, at) => readNumber(unstretched(bytes.subarray(at * frameBytes, (at + 1) * frameBytes))))
}

/** A frame that was stretched to a square, at its own height again. */
function unstretched(square: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(numberedWidth * numberedHeight * 3)
  for (let y = 0; y < numberedHeight; y++) {
    const from = Math.floor(((y + 0.5) * side) / numberedHeight) * side * 3
    rgb.set(square.subarray(from, from + side * 3), y * side * 3)
  }
  return rgb
}

function upTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

async function expectExact(store: ClipStore, clips: readonly Clip[]): Promise<void> {
  for (const [place, { range, key }] of clips.entries()) {
    const length = range!.last - range!.first + 1
    expect(store.lengths[place]).toBe(length)
    expect(await numbers(store, place, upTo(0, length - 1)), key).toEqual(upTo(range!.first, range!.last))
  }
}

describe('clips of a recording', () => {
  const ranges = [
    { first: 100, last: 115 },
    { first: 0, last: 15 },
    { first: 10, last: 20 },
    { first: 10, last: 20 },
    { first: 30, last: 30 },
    { first: 196, last: 199 },
  ]

  test('that lie side by side, overlap, stand apart or are the same', async () => {
    const clips = ranges.map((range) => clip(film, range))
    await expectExact(await open(clips), clips)
  })

  test('that can only be read from its first frame', async () => {
    const clips = ranges.map((range) => clip(film, range))
    await expectExact(await open(clips, [{ ...footage, seekable: false }]), clips)
  })

  test('give the frames that a view asks for: looped, or every second one', async () => {
    const store = await open([clip(film, { first: 50, last: 55 })])
    expect(await numbers(store, 0, [4, 5, 0, 1])).toEqual([54, 55, 50, 51])
    expect(await numbers(store, 0, [1, 3, 5])).toEqual([51, 53, 55])
  })

  test('that are too long to be kept are decoded anew for every view', async () => {
    const long = path.join(folder, 'long.mp4')
    await encodeFrames({
      ...{ out: long, width: numberedWidth, height: numberedHeight, fps: 25, frames: numberedFrames(4000) },
      codec: { name: 'h264', crf: 10, gop: 100, preset: 'ultrafast' },
    })
    const set = [clip(long, { first: 10, last: 3999 }), clip(long, null)]
    const large = await openClipStore({
      clipSet: { clips: set, footage: { [long]: await indexed(long) } },
      preprocessing: { resize: 128, size: 128, frames: 4, frameStep: 1, mean: [0, 0, 0], std: [1, 1, 1] },
      decoders: 2,
      onProgress: () => undefined,
    })
    expect(large.lengths).toEqual([3990, 4000])
    const bytes = 128 * 128 * 3
    const ranged = await large.frames(0, [2000, 2001, 2000])
    const whole = await large.frames(1, [2010, 2011, 2010])
    expect(ranged).toEqual(whole)
    expect(ranged.subarray(0, bytes)).toEqual(ranged.subarray(2 * bytes))
    expect(ranged.subarray(0, bytes)).not.toEqual(ranged.subarray(bytes, 2 * bytes))
  })

  test('that was cut short since it was indexed: those that are gone are named, and only those', async () => {
    const cut = path.join(folder, 'cut.ts')
    await runFfmpeg({ args: [...inputArgs(film), '-c', 'copy', '-y', fileUrl(cut)] })
    const before = await indexed(cut)
    await truncate(cut, Math.round((await stat(cut)).size * 0.6))
    const clips = [
      clip(cut, { first: 0, last: 15 }),
      clip(cut, { first: 16, last: 31 }),
      clip(cut, { first: 180, last: 199 }),
    ]
    await expect(open(clips, [before])).rejects.toMatchObject({
      code: 'DATASET_UNUSABLE',
      details: { clips: [{ key: clips[2]!.key, code: 'FILE_CHANGED' }] },
    })
    await expectExact(await open(clips.slice(0, 2), [before]), clips.slice(0, 2))
  })
})

describe('clips that are files', () => {
  test('whose picture changes its size on the way are read to the end', async () => {
    const parts = ['scale=64:48', 'scale=128:96'].map(async (scale, part) => {
      const file = path.join(folder, `part-${part}.ts`)
      const coding = ['-c:v', 'libx264', '-crf', '10', '-output_ts_offset', String(part * 20)]
      await runFfmpeg({ args: [...inputArgs(film), '-vf', scale, ...coding, '-y', fileUrl(file)] })
      return readFile(file)
    })
    const grows = path.join(folder, 'grows.ts')
    await writeFile(grows, Buffer.concat(await Promise.all(parts)))
    const store = await open([clip(grows, null)])
    expect(store.lengths).toEqual([2 * frames])
    expect(await numbers(store, 0, [0, 199, 200, 399])).toEqual([0, 199, 0, 199])
  })

  test('whose tail is broken give the frames that are left, and are named', async () => {
    const broken = path.join(folder, 'broken.mp4')
    await copyFile(film, broken)
    await truncate(broken, Math.round((await stat(film)).size * 0.7))
    const store = await open([clip(film, null), clip(broken, null)])
    expect(store.damaged).toEqual([1])
    expect(store.lengths[0]).toBe(frames)
    expect(store.lengths[1]).toBeGreaterThan(50)
    expect(store.lengths[1]).toBeLessThan(frames)
    expect(await numbers(store, 1, [0, 40])).toEqual([0, 40])
  })
})
