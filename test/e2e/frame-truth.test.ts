/**
 * The number on screen, the picture on the canvas, the thumbnail, what the network gets, and an exported clip are the same
 * decoded frame: pictures that carry their number are read off in all these places, from films with every oddity of
 * containers and cameras. A shift of one frame anywhere here would put a shift of one frame into every label.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClipStore } from '../../src/compute/clips/clip-store.ts'
import { networkInput } from '../../src/compute/clips/network-input.ts'
import type { Preprocessing } from '../../src/contract/learning.ts'
import type { Recording, Segment } from '../../src/contract/things.ts'
import { footageOf } from '../../src/engine/datasets/recording-footage.ts'
import { requireRecording } from '../../src/engine/library/lookups.ts'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { decodeFrames } from '../../src/media/frames.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { readBarCode, uprightFrames } from '../fixtures/bar-code.ts'
import { barCodeFilms, makeBarCodeFilms, type BarCodeFilm } from '../fixtures/bar-code-films.ts'
import { carriedBy, readCanvas, type CanvasRead } from '../fixtures/bar-code-screen.ts'
import { jobDone } from '../fixtures/labelled-library.ts'
import { allRecordings } from '../fixtures/workplace.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const side = 48
const thumbnailHeight = 90
let station: Workstation
let labelId: string
const recordings = new Map<string, Recording>()

beforeAll(async () => {
  station = await startWorkstation()
  const paths = await makeBarCodeFilms(station.folder)
  const { client } = station.engine
  const { jobId } = await client.footage.import({ paths, athlete: { name: 'Ada' }, session: { name: 'Numbers' } })
  await jobDone(station.engine, jobId)
  for (const recording of await allRecordings(station.engine)) recordings.set(recording.fileName, recording)
  labelId = (await client.labels.create({ name: 'serve' })).id
})

afterAll(async () => station.close())

function recordingOf({ fileName }: BarCodeFilm): Recording {
  const found = recordings.get(fileName)
  if (found === undefined) throw new Error(`${fileName} was not imported`)
  return found
}

const press = (key: string) => station.page.keyboard.press(key)

/**
 * Runs in the page: waits until the canvas says that it shows a frame (null: any), and hands out what canvas and transport
 * say with the green of the pixels as text.
 */
const readScreen = (frame: number | null) => `new Promise((resolve, reject) => {
  const read = ${readCanvas}
  const written = () => document.querySelector('[data-testid="frame"]').textContent
  const untilMs = performance.now() + 15_000
  const look = () => {
    const canvas = document.querySelector('canvas[data-frame-index]')
    const said = Number(canvas?.dataset.frameIndex ?? NaN)
    if (performance.now() > untilMs) return reject(new Error('The canvas shows frame ' + said))
    if (Number.isNaN(said) || ![null, said].includes(${frame})) return setTimeout(look, 5)
    // What is written follows the picture within the same frame of the display.
    requestAnimationFrame(() => resolve({ ...read(canvas), written: written() }))
  }
  look()
})`

interface Screen extends CanvasRead {
  readonly written: string
}

interface Seen {
  readonly said: number
  readonly carried: number
  readonly written: string
}

/** What the canvas says it shows, and the number that its picture carries. */
async function seen(frame: number | null = null): Promise<Seen> {
  const screen = await station.page.evaluate<Screen>(readScreen(frame))
  return { said: screen.said, carried: carriedBy(screen), written: screen.written }
}

/** Waits until the canvas says that it shows a frame, and reads off the picture whether it is true. */
async function shows(frame: number, film: BarCodeFilm): Promise<void> {
  const { said, carried } = await seen(frame)
  expect({ said, carried }).toEqual({ said: frame, carried: frame + film.firstCode })
}

async function openOnScreen(film: BarCodeFilm): Promise<void> {
  await station.go(`/label/${recordingOf(film).id}`)
  await shows(0, film)
}

/** Puts the playhead on a frame by a press in the ruler. */
async function jumpTo(frame: number, frames: number): Promise<void> {
  const box = (await station.page.locator('.ruler').boundingBox())!
  await station.page.mouse.click(box.x + ((frame + 0.5) / frames) * box.width, box.y + box.height / 2)
}

describe.each(barCodeFilms)('$fileName ($about)', (film) => {
  test('the canvas shows every frame that it names', { timeout: 120_000 }, async () => {
    const { frames } = recordingOf(film)
    await openOnScreen(film)
    for (const frame of [41, frames - 1, 25, 60]) {
      await jumpTo(frame, frames)
      await shows(frame, film)
    }
    for (let frame = 59; frame >= 50; frame--) {
      await press(',')
      await shows(frame, film)
    }
    for (let frame = 51; frame <= 54; frame++) {
      await press('.')
      await shows(frame, film)
    }
    expect((await seen()).written).toBe(`frame 54 / ${frames}`)
    await press('Shift+<')
    await shows(44, film)
    await press('Home')
    await shows(0, film)

    // Playing forward and backward never shows another frame than it says.
    for (const [key, direction] of [
      ['Space', 1],
      ['j', -1],
    ] as const) {
      const said: number[] = []
      const { said: from } = await seen()
      const untilMs = performance.now() + 15_000
      await press(key)
      while (said.length < 5 || (said.at(-1) === from && performance.now() < untilMs)) {
        const frame = await seen()
        expect(frame.carried).toBe(frame.said + film.firstCode)
        said.push(frame.said)
      }
      await press('k')
      expect(said).toEqual(said.toSorted((a, b) => direction * (a - b)))
      expect(direction * (said.at(-1)! - from)).toBeGreaterThan(0)
      const { said: stopped } = await seen()
      await shows(stopped, film)
      expect((await seen()).written).toContain(`frame ${stopped} /`)
    }
  })

  test('thumbnails are pictures of the frames they are named after', async () => {
    const { id, thumbnails } = recordingOf(film)
    const frames = [thumbnails[0]!, thumbnails[Math.floor(thumbnails.length / 2)]!, thumbnails.at(-1)!]
    for (const frame of frames) {
      const jpeg = join(station.engine.context.paths.thumbnails, id, `${frame}.jpg`)
      const picture = await decodedPicture(jpeg)
      expect(readBarCode(picture)).toEqual({ frame: frame + film.firstCode, turns: 0 })
    }
  })

  test('the network gets the frames of the segment, and the clip has them and no other', async () => {
    const { engine } = station
    const { id: recordingId } = recordingOf(film)
    const segment = await engine.client.segments.add({ recordingId, labelId, first: 31, last: 50 })
    const wanted = Array.from({ length: 20 }, (_, i) => 31 + film.firstCode + i)
    expect(await inNetwork(recordingId, segment)).toEqual(wanted)

    const { jobId } = await engine.client.segments.exportClip({ id: segment.id })
    const file = String((await jobDone(engine, jobId)).result?.['file'])
    const clip = await indexFootage(file)
    const last = clip.frameTable.pts.length - 1
    const size = { width: side, height: side, fit: 'stretch' } as const
    const rgb = await decodeFrames({ file, ...clip, first: 0, last, ...size })
    expect(uprightFrames(rgb, side, side)).toEqual(wanted)
    expect(clip).toMatchObject({ startSecs: 0, codec: 'h264', pixelFormat: 'yuv420p', hasAudio: film.hasSound })

    const { timeBase, pts } = await engine.client.recordings.frames({ id: recordingId })
    const secs = (table: { timeBase: typeof timeBase; pts: readonly number[] }, frame: number) =>
      ((table.pts[frame]! - table.pts[0]!) * table.timeBase.num) / table.timeBase.den
    const cut = { timeBase, pts: pts.slice(31, 51) }
    for (let i = 0; i <= last; i++) expect(secs(clip.frameTable, i)).toBeCloseTo(secs(cut, i), 5)
    const { firstPts, lastPts } = segment
    expect([firstPts, lastPts]).toEqual([pts[31], pts[50]])
  })
})

/** A thumbnail as RGB, in its own size. */
async function decodedPicture(jpeg: string): Promise<{ rgb: Uint8Array; width: number; height: number }> {
  const raw = join(station.folder, 'picture.rgb')
  await runFfmpeg({ args: ['-i', fileUrl(jpeg), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-y', fileUrl(raw)] })
  const rgb = await readFile(raw)
  return { rgb, width: rgb.length / 3 / thumbnailHeight, height: thumbnailHeight }
}

/** Numbers that the network's input carries, by the way that training goes: clip store, then tensor. */
async function inNetwork(recordingId: string, { first, last }: Segment): Promise<number[]> {
  const { db } = station.engine.context
  const footage = footageOf(db, requireRecording(db, recordingId))
  const range = { first, last }
  const frames = last - first + 1
  const clip = { key: 'clip', file: footage.file, label: 'serve', group: 'Ada', split: 'train', range } as const
  const preprocessing: Preprocessing = {
    resize: side,
    size: side,
    frames,
    frameStep: 1,
    mean: [0.5, 0.5, 0.5],
    std: [0.2, 0.2, 0.2],
  }
  const clipSet = { clips: [clip], footage: { [footage.file]: footage } }
  const store = await openClipStore({ clipSet, preprocessing, decoders: 2, onProgress: () => undefined })
  const bytes = await store.frames(
    0,
    Array.from({ length: frames }, (_, frame) => frame),
  )
  await tf.setBackend('cpu')
  const input = networkInput(bytes, 1, preprocessing)
  expect(input.shape).toEqual([1, frames, side, side, 3])
  const seenByNetwork = Uint8Array.from(input.dataSync(), (value) => Math.round((value * 0.2 + 0.5) * 255))
  input.dispose()
  return uprightFrames(seenByNetwork, side, side)
}

test('a dragged edge shows the very frame it will end on, and only then is it saved', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  const film = barCodeFilms[0]!
  const { id: recordingId, frames } = recordingOf(film)
  for (const old of await engine.client.segments.list({ recordingId })) {
    await engine.client.segments.remove({ ids: [old.id] })
  }
  await engine.client.segments.add({ recordingId, labelId, first: 20, last: 40 })
  await openOnScreen(film)
  await page.getByRole('button', { name: 'serve, frames 20–40, human' }).waitFor({ state: 'attached' })
  const box = (await page.getByTestId('tracks').locator('canvas').first().boundingBox())!
  const framePx = box.width / frames
  const y = box.y + 16
  await page.mouse.move(box.x + 41 * framePx, y)
  await page.mouse.down()
  await page.mouse.move(box.x + 60 * framePx, y, { steps: 4 })
  await page.mouse.move(box.x + 77 * framePx, y, { steps: 4 })
  await shows(76, film)
  expect((await engine.client.segments.list({ recordingId }))[0]).toMatchObject({ first: 20, last: 40 })
  await page.mouse.up()
  await page.getByRole('button', { name: 'serve, frames 20–76, human' }).waitFor({ state: 'attached' })
  expect((await engine.client.segments.list({ recordingId }))[0]).toMatchObject({ first: 20, last: 76 })
})
