/** The frame index of real footage: every file of the shared collection, and what a person may try to import instead. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { numberedFrames } from '../fixtures/numbered-frames.ts'

const collection = path.resolve(import.meta.dirname, '../../../shared/footage')
const shipped = path.resolve(import.meta.dirname, '../../resources/sample')

// Each decode uses every core it gets.
vi.setConfig({ maxConcurrency: 2 })

/** A row of SOURCES.tsv. */
type Row = Readonly<Record<string, string>>

async function readRows(file: string): Promise<Row[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const [header, ...rows] = lines.map((line) => line.split('\t'))
  return rows.map((row) => Object.fromEntries(header!.map((column, i) => [column, row[i] ?? ''])))
}

describe('the shared collection', async () => {
  const present = existsSync(path.join(collection, 'SOURCES.tsv'))
  if (!present) console.log(`Skipped: the shared footage is not on this machine (${collection}).`)
  const rows = present ? await readRows(path.join(collection, 'SOURCES.tsv')) : []
  const readable = rows.filter((row) => Number(row.frames_decoded) > 0)
  const refused: Readonly<Record<string, string>> = {
    'ut-interaction_labels_110912.xls': 'NOT_A_VIDEO',
    'broken.mp4': 'NOT_A_VIDEO',
    'WrongFile.mp4': 'NOT_A_VIDEO',
    'empty.flv': 'NOT_A_VIDEO',
    'sample_audio_only.mp4': 'NO_VIDEO_STREAM',
  }

  test.skipIf(!present)('every file is either read or refused here', () => {
    const others = rows.filter((row) => !readable.includes(row)).map((row) => path.basename(row.file!))
    expect(others.sort()).toEqual([...Object.keys(refused), 'sample_vvc.mp4'].sort())
  })

  test.skipIf(!present).concurrent.each(readable)('$file has $frames_decoded frames', async (row) => {
    const index = await indexFootage(path.join(collection, row.file!))
    const { pts, keyFrames } = index.frameTable
    expect(pts).toHaveLength(Number(row.frames_decoded))
    expect(pts.every((value, i) => Number.isSafeInteger(value) && (i === 0 || value > pts[i - 1]!))).toBe(true)
    expect(keyFrames.every((frame, i) => frame < pts.length && (i === 0 || frame > keyFrames[i - 1]!))).toBe(true)
    expect(`${index.width}x${index.height}`).toBe(row.size)
    expect(index.rotation).toBe(Number(row.rotation))
    expect(index).toMatchObject({ codec: row.codec, pixelFormat: row.pix_fmt, container: row.container })
    expect(index.hasAudio).toBe(row.audio !== 'none')
    expect(index.decodeErrors).toBe(Number(/(\d+) decode errors/.exec(row.useful_for!)?.[1] ?? 0))
  })

  test.skipIf(!present).each(Object.entries(refused))('%s is refused as %s', async (name, code) => {
    const file = path.join(collection, 'containers', name)
    await expect(indexFootage(file)).rejects.toMatchObject({ code, message: expect.stringContaining(file) })
  })

  test.skipIf(!present)('a codec that only newer ffmpeg knows is read by those and refused by the others', async () => {
    const file = path.join(collection, 'containers/sample_vvc.mp4')
    const major = Number(/^n?(\d+)/.exec((await locateFfmpeg()).version)?.[1])
    if (major >= 8) expect((await indexFootage(file)).frameTable.pts).toHaveLength(120)
    else if (major < 7) await expect(indexFootage(file)).rejects.toMatchObject({ code: 'NO_DECODABLE_FRAMES' })
  })
})

/** Counted with another program when they were chosen: headers say 183 and 265, an edit list hides the rest. */
test.each([
  ['baseball.mp4', 167],
  ['basketball.mp4', 214],
])('the sample footage %s has %i frames', async (name, frames) => {
  const index = await indexFootage(path.join(shipped, name))
  expect(index.frameTable.pts).toHaveLength(frames)
  expect(index.headerFrameCount).toBeGreaterThan(frames)
})

describe('what can not be imported', () => {
  let folder: string
  let film: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-footage-'))
    film = path.join(folder, 'film.mp4')
    const codec = { name: 'h264', gop: 12 } as const
    await encodeFrames({ out: film, width: 64, height: 48, fps: 25, frames: numberedFrames(50), codec })
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function written(name: string, content: string | Buffer): Promise<string> {
    const file = path.join(folder, name)
    await writeFile(file, content)
    return file
  }

  async function converted(name: string, args: string[]): Promise<string> {
    const out = path.join(folder, name)
    await runFfmpeg({ args: [...args, '-y', fileUrl(out)] })
    return out
  }

  const refused: readonly [string, string, () => Promise<string>][] = [
    ['no file', 'FILE_NOT_FOUND', () => Promise.resolve(path.join(folder, 'gone.mp4'))],
    ['a file inside a file', 'FILE_NOT_FOUND', () => Promise.resolve(path.join(film, 'inside.mp4'))],
    [
      'a folder',
      'FILE_NOT_READABLE',
      async () => {
        await mkdir(path.join(folder, 'folder.mp4'))
        return path.join(folder, 'folder.mp4')
      },
    ],
    ['an empty file', 'FILE_EMPTY', () => written('empty.mp4', '')],
    ['a text with a film’s name', 'NOT_A_VIDEO', () => written('notes.mp4', 'Warm-up, then 6 × 400 m.\n'.repeat(200))],
    ['random bytes', 'NOT_A_VIDEO', () => written('noise.mov', Buffer.from(noise(20_000)))],
    [
      'a playlist that points elsewhere',
      'NOT_A_VIDEO',
      () => written('list.mp4', `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${film}\n#EXT-X-ENDLIST\n`),
    ],
    ['a list of files to join', 'NOT_A_VIDEO', () => written('join.mp4', `ffconcat version 1.0\nfile '${film}'\n`)],
    [
      'a picture with a film’s name',
      'NOT_A_VIDEO',
      async () => {
        const png = await converted('picture.png', ['-i', fileUrl(film), '-frames:v', '1', '-update', '1'])
        await copyFile(png, path.join(folder, 'picture.mp4'))
        return path.join(folder, 'picture.mp4')
      },
    ],
    [
      'sound alone',
      'NO_VIDEO_STREAM',
      () => converted('song.m4a', ['-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac']),
    ],
    [
      'a recording whose index was never written',
      'NOT_A_VIDEO',
      async () => written('cut.mp4', (await readFile(await remuxed('late-index.mp4'))).subarray(0, 2000)),
    ],
  ]

  /** MP4 with its index at the end, as cameras write it. */
  function remuxed(name: string): Promise<string> {
    return converted(name, ['-i', fileUrl(film), '-c', 'copy'])
  }

  test.each(refused)('%s: %s', async (_what, code, make) => {
    const file = await make()
    const problem = await indexFootage(file).catch((caught: unknown) => caught)
    expect(problem).toMatchObject({ code, message: expect.stringContaining(file) })
  })

  test('a film that was cut short gives the frames that are left, and says that it is damaged', async () => {
    const file = path.join(folder, 'short.mp4')
    await copyFile(film, file)
    await truncate(file, Math.round((await stat(film)).size * 0.8))
    const index = await indexFootage(file)
    expect(index.frameTable.pts.length).toBeGreaterThan(3)
    expect(index.frameTable.pts.length).toBeLessThan(50)
    expect(index.decodeErrors).toBeGreaterThan(0)
  })

  test('progress is told, and cancelling stops', async () => {
    const told: number[] = []
    await indexFootage(film, { onProgress: (progress) => told.push(progress.frames) })
    expect(told.at(-1)).toBe(50)
    await expect(indexFootage(film, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

/** Bytes that look like nothing: a linear congruential generator. */
function noise(bytes: number): number[] {
  let state = 12345
  return Array.from({ length: bytes }, () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >> 16)
}
