/** Proxies, thumbnails and encoded films: frame for frame what the recording has, whole files or none. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { decodeFrames } from '../../src/media/frames.ts'
import { countIdrFrames } from '../../src/media/idr-frames.ts'
import { indexFootage } from '../../src/media/probe.ts'
import type { FootageIndex } from '../../src/media/probe.ts'
import { proxyNeeded } from '../../src/media/proxy-needed.ts'
import { makeProxy } from '../../src/media/proxy.ts'
import { makeThumbnails } from '../../src/media/thumbnails.ts'
import { numberedFrames, numberedHeight, numberedWidth, readNumbers } from '../fixtures/numbered-frames.ts'

const frames = 150
const size = { width: numberedWidth, height: numberedHeight }
let source: string
let folder: string
/** A film with a changing rate, late start, odd key frames: everything the window can not play as it is. */
let film: string
let filmIndex: FootageIndex

beforeAll(async () => {
  source = await mkdtemp(path.join(os.tmpdir(), 'touchline-proxy-'))
  const plain = path.join(source, 'plain.mp4')
  const codec = { name: 'h264', crf: 10, gop: 30, bFrames: 2 } as const
  await encodeFrames({ out: plain, ...size, fps: 25, frames: numberedFrames(frames), codec })
  film = path.join(source, 'film.mkv')
  const end = await runFfmpeg({
    args: [
      ...inputArgs(plain),
      ...['-vf', 'settb=1/75,setpts=150+N*3+mod(N\\,3)', '-fps_mode', 'passthrough', '-enc_time_base', '1:75'],
      ...['-c:v', 'libx264', '-g', '40', '-crf', '10', '-y', fileUrl(film)],
    ],
  })
  expect(end.exitCode, end.log.join('\n')).toBe(0)
  filmIndex = await indexFootage(film)
})

beforeEach(async () => {
  folder = await mkdtemp(path.join(source, 'case-'))
})

afterAll(() => rm(source, { recursive: true, force: true }))

function allNumbers(file: string, index: FootageIndex): Promise<number[]> {
  const last = index.frameTable.pts.length - 1
  return decodeFrames({ file, ...index, first: 0, last, ...size, fit: 'stretch' }).then(readNumbers)
}

const everyNumber = Array.from({ length: frames }, (_, i) => i)

describe('a proxy', () => {
  test('has every frame once, in order, at frame / fps, in short closed groups, and needs no proxy itself', async () => {
    expect(proxyNeeded(filmIndex)).toMatchObject({ needed: true })
    const out = path.join(folder, 'proxy.mp4')
    const told: number[] = []
    const proxy = await makeProxy({ file: film, ...filmIndex, out, onProgress: ({ frames }) => told.push(frames) })

    const index = await indexFootage(out)
    expect(await allNumbers(out, index)).toEqual(everyNumber)
    const { num, den } = index.frameTable.timeBase
    index.frameTable.pts.forEach((pts, frame) => expect((pts * num) / den).toBeCloseTo(frame / proxy.fps, 9))
    expect(index.frameTable.keyFrames).toEqual(everyNumber.filter((frame) => frame % 6 === 0))
    expect(proxyNeeded(index)).toEqual({ needed: false })
    expect(index).toMatchObject({ seekable: true, ...size, variableFrameRate: false })
    expect(proxy.sizeBytes).toBe((await stat(out)).size)
    expect(told.at(-1)).toBe(frames)
    expect(await readdir(folder)).toEqual(['proxy.mp4'])
    // Fast start: the index stands before the pictures, so that playing begins before all is read.
    const bytes = await readFile(out)
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
  })

  test('shows pictures upright and with square pixels', async () => {
    const wide = path.join(folder, 'wide.mp4')
    await runFfmpeg({ args: [...inputArgs(film), '-vf', 'setsar=3/2', '-c:v', 'libx264', '-y', fileUrl(wide)] })
    const index = await indexFootage(wide)
    expect(proxyNeeded(index)).toEqual({ needed: true, reason: 'pixels not square' })
    const proxy = await makeProxy({ file: wide, ...index, out: path.join(folder, 'proxy.mp4') })
    expect(proxy).toMatchObject({ width: 96, height: 48 })
  })

  test('is made of a film with open groups: at their key frames the window can not begin', async () => {
    const open = path.join(folder, 'open.mp4')
    const groups = ['-c:v', 'libx264', '-bf', '3', '-g', '20', '-x264-params', 'open-gop=1']
    await runFfmpeg({ args: [...inputArgs(film), '-vf', 'setpts=N/25/TB', '-r', '25', ...groups, '-y', fileUrl(open)] })
    const index = await indexFootage(open)
    expect(index.frameTable.keyFrames.length).toBeGreaterThan(5)
    expect(proxyNeeded(index)).toEqual({ needed: false })
    expect(await countIdrFrames(open)).toBe(1)
    expect(proxyNeeded(index, 1)).toEqual({ needed: true, reason: 'key frames far apart' })
  })

  test('that does not come out frame for frame is not kept', async () => {
    const table = { ...filmIndex.frameTable, pts: filmIndex.frameTable.pts.slice(0, -1) }
    const made = makeProxy({ file: film, ...filmIndex, frameTable: table, out: path.join(folder, 'proxy.mp4') })
    await expect(made).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await readdir(folder)).toEqual([])
  })

  test('that is cancelled leaves nothing, and an older one stands', async () => {
    const out = path.join(folder, 'proxy.mp4')
    await writeFile(out, 'older')
    const stop = new AbortController()
    const made = makeProxy({ file: film, ...filmIndex, out, signal: stop.signal, onProgress: () => stop.abort() })
    await expect(made).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await readdir(folder)).toEqual(['proxy.mp4'])
    expect(await readFile(out, 'utf8')).toBe('older')
  })

  test('into a folder that is gone says so', async () => {
    const made = makeProxy({ file: film, ...filmIndex, out: path.join(folder, 'gone', 'proxy.mp4') })
    await expect(made).rejects.toMatchObject({ code: expect.stringMatching(/FILE_NOT_FOUND|INTERNAL/) })
  })
})

describe('thumbnails', () => {
  test('are pictures of the frames they are named after', async () => {
    const dir = path.join(folder, 'thumbs')
    await mkdir(dir)
    await writeFile(path.join(dir, 'stale.jpg'), 'from before')
    const chosen = await makeThumbnails({ file: film, ...filmIndex, dir, height: numberedHeight })
    expect((await readdir(dir)).sort()).toEqual(chosen.map((frame) => `${frame}.jpg`).sort())
    expect(await readdir(folder)).toEqual(['thumbs'])
    expect(chosen.length).toBeGreaterThan(14)
    expect(chosen.length).toBeLessThanOrEqual(20)
    for (const frame of chosen) {
      const raw = path.join(folder, 'picture.rgb')
      const jpeg = path.join(dir, `${frame}.jpg`)
      await runFfmpeg({ args: ['-i', fileUrl(jpeg), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-y', fileUrl(raw)] })
      expect(readNumbers(await readFile(raw))).toEqual([frame])
    }
  })

  test('that are cancelled leave nothing', async () => {
    const stop = new AbortController()
    const dir = path.join(folder, 'thumbs')
    const made = makeThumbnails({
      ...{ file: film, ...filmIndex, dir, signal: stop.signal },
      onProgress: () => stop.abort(),
    })
    await expect(made).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('encoding', () => {
  test.each([
    ['clip.mp4', { name: 'h264', crf: 12, gop: 10, bFrames: 2 }],
    ['clip.avi', { name: 'mpeg4', quality: 2, gop: 12 }],
    ['clip.mpg', { name: 'mpeg1video', quality: 2, gop: 12, bFrames: 2 }],
  ] as const)('%s has the frames that went in, and the same bytes a second time', async (name, codec) => {
    const out = path.join(folder, name)
    const encode = (): Promise<{ frames: number }> =>
      encodeFrames({ out, ...size, fps: 25, frames: numberedFrames(60), codec, threads: 1 })
    expect(await encode()).toMatchObject({ frames: 60 })
    const first = await readFile(out)
    const index = await indexFootage(out)
    expect(await allNumbers(out, index)).toEqual(everyNumber.slice(0, 60))
    await encode()
    expect((await readFile(out)).equals(first)).toBe(true)
  })

  test('frames that fail half way leave no file', async () => {
    function* failing(): Generator<Uint8Array> {
      yield* numberedFrames(10)
      throw new Error('drawing failed')
    }
    const codec = { name: 'h264' } as const
    const out = path.join(folder, 'clip.mp4')
    await expect(encodeFrames({ out, ...size, fps: 25, frames: failing(), codec })).rejects.toThrow('drawing failed')
    await expect(encodeFrames({ out, ...size, fps: 25, frames: [], codec })).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_INPUT|INTERNAL/),
    })
    expect(await readdir(folder)).toEqual([])
  })
})
