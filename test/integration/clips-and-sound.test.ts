/** Clips and sounds at their edges: sound stays with its picture, other programs find whole files, and nothing is half made. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { headerBytes, peaksPerSec, readWaveformHeader } from '../../src/domain/waveform.ts'
import { exportClip } from '../../src/media/export-clip.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { indexFootage } from '../../src/media/probe.ts'
import type { FootageIndex } from '../../src/media/probe.ts'
import { isPlayableSound, makeSound, makeWaveform, soundCodec } from '../../src/media/sound.ts'

let source: string
let folder: string
/** Half a second of picture before the sound begins: a tone from 0.5 s to 1.5 s, in a film of 4 s. */
let film: string
let index: FootageIndex

beforeAll(async () => {
  source = await mkdtemp(path.join(os.tmpdir(), 'touchline-clips-'))
  film = path.join(source, 'film.mov')
  const tone = "aevalsrc=exprs='0.5*sin(2*PI*500*t)':s=44100:d=1"
  const end = await runFfmpeg({
    args: [
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=64x48:rate=20:duration=4',
        '-itsoffset',
        '0.5',
        '-f',
        'lavfi',
        '-i',
        tone,
      ],
      ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '20', '-c:a', 'alac', '-y', fileUrl(film)],
    ],
  })
  expect(end.exitCode, end.log.join('\n')).toBe(0)
  index = await indexFootage(film)
})

beforeEach(async () => {
  folder = await mkdtemp(path.join(source, 'case-'))
})

afterAll(() => rm(source, { recursive: true, force: true }))

/** Seconds at which a file's sound begins and ends to be loud, and how long it is, from its decoded samples. */
async function loudPart(file: string): Promise<{ from: number; to: number; length: number }> {
  const raw = path.join(folder, 'sound.raw')
  const output = ['-map', '0:a:0', '-ac', '1', '-ar', '8000', '-f', 's16le', '-y', fileUrl(raw)]
  await runFfmpeg({ args: [...inputArgs(file), ...output] })
  const bytes = await readFile(raw)
  const loud = Array.from({ length: bytes.length / 2 }, (_, i) => Math.abs(bytes.readInt16LE(2 * i)) > 1500)
  return { from: loud.indexOf(true) / 8000, to: loud.lastIndexOf(true) / 8000, length: loud.length / 8000 }
}

describe('a clip', () => {
  test.each([
    { first: 0, last: 79, from: 0.5, to: 1.5 },
    { first: 16, last: 39, from: 0, to: 0.7 },
    { first: 4, last: 23, from: 0.3, to: 1 },
  ])('of frames $first to $last has their sound where it was', async ({ first, last, from, to }) => {
    const out = path.join(folder, 'clip.mp4')
    const made = await exportClip({ file: film, ...index, range: { first, last }, out })
    expect(made.frames).toBe(last - first + 1)
    const sound = await loudPart(out)
    expect(sound.from).toBeCloseTo(from, 1.5)
    expect(sound.to).toBeCloseTo(to, 1.5)
    expect(sound.length).toBeCloseTo((last - first + 1) / 20, 1)
  })

  test('of a silent stretch, or of a single frame, is a film all the same', async () => {
    const out = path.join(folder, 'one.mp4')
    expect(await exportClip({ file: film, ...index, range: { first: 70, last: 70 }, out })).toMatchObject({ frames: 1 })
    expect((await indexFootage(out)).frameTable.pts).toEqual([0])
  })

  test('that is cancelled, or of a file that was replaced, leaves nothing', async () => {
    const out = path.join(folder, 'clip.mp4')
    const stop = new AbortController()
    stop.abort()
    const range = { first: 10, last: 60 }
    const cancelled = exportClip({ file: film, ...index, range, out, signal: stop.signal })
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    const other = path.join(source, 'other.mov')
    await runFfmpeg({ args: [...inputArgs(film), '-c', 'copy', '-t', '1', '-y', fileUrl(other)] })
    const replaced = exportClip({ file: other, ...index, range, out })
    await expect(replaced).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('sound', () => {
  test('that no browser decodes is told by its codec, and its copy stands on the time of the picture', async () => {
    expect(await soundCodec(film)).toBe('alac')
    expect(['aac', 'opus', 'pcm_s16le', 'mp3'].every(isPlayableSound)).toBe(true)
    expect(['alac', 'ac3', 'wmav2', 'amr_nb'].some(isPlayableSound)).toBe(false)
    const out = path.join(folder, 'sound.m4a')
    await makeSound({ file: film, frameTable: index.frameTable, out })
    const sound = await loudPart(out)
    expect(sound.from).toBeCloseTo(0.5, 1)
    expect(sound.to).toBeCloseTo(1.5, 1)
    expect(await readdir(folder)).toEqual(['sound.m4a', 'sound.raw'])
  })

  test('has peaks for the whole picture, silent where there is none', async () => {
    const out = path.join(folder, 'film.peaks')
    await makeWaveform({ file: film, frameTable: index.frameTable, out })
    const bytes = await readFile(out)
    expect(readWaveformHeader(bytes)).toBe(4 * peaksPerSec)
    const greatest = Array.from({ length: 400 }, (_, peak) => bytes.readInt16LE(headerBytes + 4 * peak + 2))
    const loud = greatest.flatMap((value, peak) => (value > 8000 ? [peak] : []))
    expect(loud[0]).toBeGreaterThanOrEqual(49)
    expect(loud[0]).toBeLessThanOrEqual(51)
    expect(loud).toHaveLength(loud.at(-1)! - loud[0]! + 1)
    expect(loud.at(-1)).toBeGreaterThan(147)
    expect(Math.max(...greatest.slice(155))).toBeLessThan(50)
  })
})
