import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFigureDataset, type FigureDatasetRequest } from '../../src/engine/datasets/figures/make-dataset.ts'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import { readPathSet } from '../../src/engine/datasets/path-set.ts'
import { decodeFrames } from '../../src/media/frames.ts'
import { indexFootage } from '../../src/media/probe.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-figures-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const small = { athletes: 2, actions: 2, clips: 1, seed: 5 }

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .sort()
}

describe('a made set', () => {
  it('is real footage that a data set can be read from, by manifest and by folders alike', async () => {
    const dir = path.join(folder, 'set')
    const steps: string[] = []
    const made = await makeFigureDataset({
      dir,
      ...small,
      clips: 2,
      onProgress: (done, total) => steps.push(`${done}/${total}`),
    })
    expect(made.labels).toEqual(['jumping-jack', 'squat'])
    expect(steps).toEqual(Array.from({ length: 8 }, (_, i) => `${i + 1}/8`))
    const clips = made.clips.map((clip) => clip.path)
    expect(clips).toContain('squat/athlete02_1.mp4')
    expect(await filesBelow(dir)).toEqual([...clips, 'figure-set.json', 'manifest.csv'].sort())

    const read = await readPathSet(dir, { allowAbsolute: false })
    expect(read.clips.map(({ key, label, group }) => ({ path: key, label, group }))).toEqual(made.clips)
    await rm(made.manifest)
    const byFolders = await readPathSet(dir, { allowAbsolute: false })
    expect(byFolders.clips.map(({ key, label, group }) => ({ path: key, label, group }))).toEqual(made.clips)

    for (const clip of clips) {
      const index = await indexFootage(path.join(dir, clip))
      expect(index.frameTable.pts.length).toBeGreaterThanOrEqual(50)
      expect(index.frameTable.pts.length).toBeLessThanOrEqual(64)
      expect([index.width, index.height, index.codec]).toEqual([160, 120, 'h264'])
    }
  })

  it('is the same set for the same seed, file by file', async () => {
    const [first, second] = [path.join(folder, 'same-1'), path.join(folder, 'same-2')]
    const made = await makeFigureDataset({ dir: first, ...small })
    await makeFigureDataset({ dir: second, ...small })
    for (const file of [...made.clips.map((clip) => clip.path), 'manifest.csv']) {
      expect(await readFile(path.join(first, file))).toEqual(await readFile(path.join(second, file)))
    }
  })

  it('is finished, not begun anew, when it was stopped half way', async () => {
    const dir = path.join(folder, 'stopped')
    const stop = new AbortController()
    const stopped = makeFigureDataset({
      dir,
      ...small,
      clips: 3,
      signal: stop.signal,
      onProgress: (done) => done === 3 && stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const left = await filesBelow(dir)
    expect(left).not.toContain('manifest.csv')
    const whole = left.filter((file) => file.endsWith('.mp4'))
    expect(left).toEqual([...whole, 'figure-set.json'].sort())
    expect(whole.length).toBeGreaterThanOrEqual(3)
    const before = await stat(path.join(dir, whole[0]!))

    await makeFigureDataset({ dir, ...small, clips: 3 })
    expect((await filesBelow(dir)).length).toBe(12 + 2)
    expect((await stat(path.join(dir, whole[0]!))).mtimeMs).toBe(before.mtimeMs)
  })
})

describe('what is refused, with nothing written', () => {
  it('a folder that holds something else', async () => {
    const dir = path.join(folder, 'holiday')
    await mkdir(dir)
    await writeFile(path.join(dir, 'film.mp4'), 'mine')
    await expect(makeFigureDataset({ dir, ...small })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await filesBelow(dir)).toEqual(['film.mp4'])
  })

  it('a set made with other settings', async () => {
    const dir = path.join(folder, 'other-settings')
    await makeFigureDataset({ dir, ...small, athletes: 1 })
    const before = await filesBelow(dir)
    await expect(makeFigureDataset({ dir, ...small, athletes: 1, seed: 6 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('seed 5') as string,
    })
    expect(await filesBelow(dir)).toEqual(before)
  })

  it('a file in the place of the folder', async () => {
    const dir = path.join(folder, 'a-file')
    await writeFile(dir, 'mine')
    await expect(makeFigureDataset({ dir, ...small })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(dir, 'utf8')).toBe('mine')
  })

  it.each<[string, Partial<FigureDatasetRequest>]>([
    ['no athletes', { athletes: 0 }],
    ['too many athletes', { athletes: 201 }],
    ['one action', { actions: 1 }],
    ['eleven actions', { actions: 11 }],
    ['no clips', { clips: 0 }],
    ['half a clip', { clips: 1.5 }],
    ['a seed below zero', { seed: -1 }],
    ['no number at all', { athletes: Number.NaN }],
    ['no folder', { dir: ' ' }],
  ])('%s', async (_, wrong) => {
    const dir = path.join(folder, 'never')
    await expect(makeFigureDataset({ dir, ...small, ...wrong })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(stat(dir)).rejects.toThrow()
  })

  it('a start after the cancel', async () => {
    const dir = path.join(folder, 'never')
    await expect(makeFigureDataset({ dir, ...small, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await expect(stat(dir)).rejects.toThrow()
  })
})

describe('a long recording', () => {
  it('moves where its true segments are and rests between them, frame for frame', async () => {
    const out = path.join(folder, 'training', 'long.mp4')
    const made = await renderLongRecording({
      out,
      seed: 2,
      athlete: 1,
      labels: ['kick', 'jumping-jack'],
      lengthSecs: 16,
      width: 160,
      height: 120,
    })
    expect(made.segments.map((segment) => segment.label)).toEqual(['kick', 'jumping-jack'])
    const index = await indexFootage(out)
    expect(index.frameTable.pts.length).toBe(made.lengthFrames)
    expect(made.lengthFrames).toBe(400)

    const frames = await decodeFrames({
      file: out,
      frameTable: index.frameTable,
      seekable: index.seekable,
      first: 0,
      last: made.lengthFrames - 1,
      width: 160,
      height: 120,
      fit: 'stretch',
    })
    const moved = changesPerFrame(frames, 160 * 120 * 3)
    const margin = 8
    for (const { first, last } of made.segments) {
      expect(first).toBeGreaterThan(margin)
      const inside = mean(moved.slice(first + margin, last - margin))
      const before = mean(moved.slice(Math.max(0, first - 25), first - margin))
      expect(inside).toBeGreaterThan(2 * before)
    }
  })

  it('refuses an action that nobody can draw, and a time too short for one', async () => {
    const out = path.join(folder, 'refused.mp4')
    await expect(renderLongRecording({ out, seed: 1, athlete: 1, labels: ['yodel'] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('yodel') as string,
    })
    await expect(
      renderLongRecording({ out, seed: 1, athlete: 1, labels: ['kick'], lengthSecs: 2 }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(stat(out)).rejects.toThrow()
  })
})

/** Share of strongly changed values between each frame and the next. */
function changesPerFrame(frames: Uint8Array, frameBytes: number): number[] {
  const changes: number[] = []
  for (let start = frameBytes; start < frames.length; start += frameBytes) {
    let changed = 0
    for (let at = start; at < start + frameBytes; at++) {
      if (Math.abs(frames[at]! - frames[at - frameBytes]!) > 30) changed += 1
    }
    changes.push(changed / frameBytes)
  }
  return changes
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
