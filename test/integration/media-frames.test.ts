/** Frame i of a recording is frame i, whatever its container does with time: read off pictures that carry their number. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { decodeFrames, readFrames } from '../../src/media/frames.ts'
import { indexFootage } from '../../src/media/probe.ts'
import type { FootageIndex } from '../../src/media/probe.ts'
import {
  numberedFrameOnItsSide,
  numberedFrames,
  numberedHeight,
  numberedWidth,
  readNumber,
  readNumbers,
} from '../fixtures/numbered-frames.ts'

const frames = 200
const size = { width: numberedWidth, height: numberedHeight }
let folder: string
let plain: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-frames-'))
  plain = path.join(folder, 'plain, 100%: ü.mp4')
  await encodeFrames({
    out: plain,
    ...size,
    fps: 25,
    frames: numberedFrames(frames),
    codec: { name: 'h264', crf: 10, gop: 25, bFrames: 3 },
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function convert(name: string, args: string[], before: string[] = [], from = plain): Promise<string> {
  const out = path.join(folder, name)
  const end = await runFfmpeg({ args: [...inputArgs(from, before), ...args, '-y', fileUrl(out)] })
  expect(end.exitCode, end.log.join('\n')).toBe(0)
  return out
}

/** Numbers that frames first … last carry, decoded as the product does it. */
async function numbers(file: string, index: FootageIndex, first: number, last: number, step = 1): Promise<number[]> {
  const { frameTable, seekable } = index
  return readNumbers(await decodeFrames({ file, frameTable, seekable, first, last, step, ...size, fit: 'stretch' }))
}

function upTo(first: number, last: number, step = 1): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step)
}

/** All frames in one go, then stretches in the middle, at borders of key frames, and the end. */
async function expectExact(file: string, index: FootageIndex, numberOf: (frame: number) => number): Promise<void> {
  const last = index.frameTable.pts.length - 1
  expect(await numbers(file, index, 0, last)).toEqual(upTo(0, last).map(numberOf))
  for (const [first, end, step] of [
    [74, 76, 1],
    [75, 90, 1],
    [49, 130, 7],
    [last - 1, last, 1],
  ] as const) {
    expect(await numbers(file, index, first, end, step), `frames ${first} to ${end} by ${step}`).toEqual(
      upTo(first, end, step).map(numberOf),
    )
  }
}

const made: readonly { name: string; make: () => Promise<string>; seeks: boolean | null; startSecs?: number }[] = [
  { name: 'constant rate with B-frames', make: () => Promise.resolve(plain), seeks: true },
  {
    name: 'variable rate',
    make: () =>
      convert('variable.mkv', [
        ...['-vf', 'settb=1/75,setpts=N*3+mod(N\\,3)', '-fps_mode', 'passthrough', '-enc_time_base', '1:75'],
        ...['-c:v', 'libx264', '-g', '25', '-crf', '10'],
      ]),
    seeks: true,
  },
  {
    name: 'MPEG-TS that starts at 7 seconds',
    make: () => convert('late.ts', ['-c', 'copy', '-output_ts_offset', '7']),
    seeks: true,
    startSecs: 8.4,
  },
  {
    name: 'timestamps below zero',
    make: () => convert('early.ts', ['-c', 'copy', '-avoid_negative_ts', 'disabled'], ['-itsoffset', '-3']),
    seeks: true,
    startSecs: -1.6,
  },
  {
    name: '10 bits a channel',
    make: () => convert('deep.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le', '-g', '30', '-crf', '10']),
    seeks: true,
  },
  {
    name: 'MPEG-4 in AVI',
    make: () => convert('old.avi', ['-c:v', 'mpeg4', '-q:v', '2', '-g', '12']),
    seeks: true,
  },
  {
    name: 'MPEG-2 with open groups in MPEG-PS',
    make: () => convert('open.mpg', ['-c:v', 'mpeg2video', '-q:v', '2', '-g', '15', '-bf', '2', '-f', 'mpeg']),
    // Several such small frames share a packet, so timestamps after a seek can be off: either verdict may be right.
    seeks: null,
  },
  {
    name: 'a single key frame',
    make: () => convert('long.mp4', ['-c:v', 'libx264', '-g', '999', '-sc_threshold', '0']),
    seeks: false,
  },
]

describe('frame i decodes as frame i', () => {
  test.each(made)('$name', async ({ make, seeks, startSecs = 0 }) => {
    const file = await make()
    const index = await indexFootage(file)
    expect(index.frameTable.pts).toHaveLength(frames)
    expect(index.timestampsRepaired).toBe(0)
    if (!file.endsWith('.mpg')) expect(index.startSecs).toBeCloseTo(startSecs, 1)
    if (seeks !== null) expect(index.seekable).toBe(seeks)
    await expectExact(file, index, (frame) => frame)
    // What a wrong verdict on seeking would lose: the slow way must agree with the fast one.
    await expectExact(file, { ...index, seekable: false }, (frame) => frame)
  })

  test('an edit list that hides the first frames', async () => {
    const file = await convert('edited.mp4', ['-c', 'copy'], ['-ss', '1.32'])
    const index = await indexFootage(file)
    expect(index.headerFrameCount).toBeGreaterThan(index.frameTable.pts.length)
    const shift = frames - index.frameTable.pts.length
    expect(shift).toBeGreaterThan(25)
    await expectExact(file, index, (frame) => frame + shift)
  })

  test('a phone held upright: the picture comes out upright', async () => {
    const file = path.join(folder, 'phone.mov')
    const turned = numberedFrames(60, numberedFrameOnItsSide)
    await encodeFrames({ out: file, width: 48, height: 64, fps: 30, frames: turned, codec: { name: 'h264', gop: 10 } })
    const bytes = await readFile(file)
    // The track header's matrix for a quarter turn clockwise (ISO/IEC 14496-12, 8.3.2).
    const matrix = bytes.indexOf('tkhd') + 44
    for (const [i, value] of [0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30].entries()) {
      bytes.writeInt32BE(value, matrix + i * 4)
    }
    await writeFile(file, bytes)
    const index = await indexFootage(file)
    expect(index).toMatchObject({ rotation: -90, width: 48, height: 64, displayWidth: 64, displayHeight: 48 })
    expect(await numbers(file, index, 31, 59)).toEqual(upTo(31, 59))
  })

  test('two films joined end to end, whose clock starts again', async () => {
    const part = await readFile(await convert('part.ts', ['-c', 'copy']))
    const file = path.join(folder, 'joined.ts')
    await writeFile(file, Buffer.concat([part, part]))
    const index = await indexFootage(file)
    expect(index.frameTable.pts).toHaveLength(2 * frames)
    expect(index.timestampsRepaired).toBe(frames)
    expect(index.frameTable.pts.every((pts, i, all) => i === 0 || pts > all[i - 1]!)).toBe(true)
    await expectExact(file, index, (frame) => frame % frames)
    expect(await numbers(file, index, 190, 210)).toEqual(upTo(190, 210).map((frame) => frame % frames))
  })

  test('a picture that changes its size on the way', async () => {
    const parts = [
      await readFile(await convert('small.ts', ['-c', 'copy'])),
      await readFile(
        await convert('big.ts', ['-vf', 'scale=128:96', '-c:v', 'libx264', '-g', '25', '-output_ts_offset', '20']),
      ),
    ]
    const file = path.join(folder, 'grows.ts')
    await writeFile(file, Buffer.concat(parts))
    const index = await indexFootage(file)
    expect(index.frameTable.pts).toHaveLength(2 * frames)
    await expectExact(file, index, (frame) => frame % frames)
  })
})

describe('reading frames', () => {
  test('leaving the loop early ends ffmpeg, and the next read works', async () => {
    const index = await indexFootage(plain)
    const seen: number[] = []
    for await (const frame of readFrames({
      ...{ file: plain, frameTable: index.frameTable, seekable: index.seekable },
      ...{ first: 60, last: 199, ...size, fit: 'stretch' },
    })) {
      seen.push(readNumber(frame))
      if (seen.length === 3) break
    }
    expect(seen).toEqual([60, 61, 62])
    expect(await numbers(plain, index, 199, 199)).toEqual([199])
  })

  test('cover cuts off what sticks out, contain shows it between bars', async () => {
    const index = await indexFootage(plain)
    const one = { file: plain, ...index, first: 4095 % frames, last: 4095 % frames, width: 48, height: 48 } as const
    const cover = await decodeFrames({ ...one, fit: 'cover' })
    const contain = await decodeFrames({ ...one, fit: 'contain' })
    // Frame 95 is 0b1011111: the four squares of the upper row are white.
    const green = (rgb: Uint8Array, x: number, y: number): number => rgb[(y * 48 + x) * 3 + 1]!
    expect(green(cover, 24, 2)).toBeGreaterThan(200)
    expect(green(contain, 24, 2)).toBeLessThan(5)
    expect(green(contain, 24, 10)).toBeGreaterThan(200)
  })

  test('a file that was replaced since its import is noticed, not decoded wrongly', async () => {
    const index = await indexFootage(plain)
    const shorter = await convert('shorter.mp4', ['-c', 'copy', '-t', '2'])
    await expect(numbers(shorter, index, 100, 110)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })

  test('cancelling stops at once', async () => {
    const index = await indexFootage(plain)
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      for await (const _ of readFrames({
        ...{ file: plain, frameTable: index.frameTable, seekable: false, first: 0, last: 199 },
        ...{ ...size, fit: 'stretch', signal: stop.signal },
      })) {
        stop.abort()
      }
    }
    await expect(read()).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
