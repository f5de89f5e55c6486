/**
 * The frame one sees is the frame one labels: pictures that carry their own number are read off the canvas while stepping,
 * jumping, playing and dragging. A shift of one frame here would put a shift of one frame into every label.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import {
  numberedFrameOnItsSide,
  numberedFrames,
  numberedHeight,
  numberedWidth,
  readNumber,
} from '../fixtures/numbered-frames.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const frames = 120
const upright = { width: numberedWidth, height: numberedHeight, fps: 25 }
const recordingIds = new Map<string, string>()
let station: Workstation

beforeAll(async () => {
  station = await startWorkstation()
  const at = (name: string) => join(station.folder, name)
  const pictures = () => numberedFrames(frames)
  const codec = { name: 'h264', crf: 10, gop: 25, bFrames: 3 } as const
  await encodeFrames({ out: at('plain.mp4'), ...upright, frames: pictures(), codec })
  await encodeFrames({
    out: at('turned.mp4'),
    width: numberedHeight,
    height: numberedWidth,
    fps: 25,
    frames: numberedFrames(frames, numberedFrameOnItsSide),
    codec: { name: 'h264', crf: 10, gop: 60 },
  })
  await convert(at('plain.mp4'), at('uneven.mp4'), [
    ...['-vf', 'setpts=(N*3+mod(N\\,3))/(75*TB)', '-fps_mode', 'passthrough'],
    ...['-c:v', 'libx264', '-g', '25', '-crf', '10'],
  ])
  await convert(at('plain.mp4'), at('far-keys.mkv'), ['-c:v', 'libx264', '-g', '250', '-bf', '3', '-crf', '10'])
  await convert(at('turned.mp4'), at('held-sideways.mp4'), ['-c', 'copy'], ['-display_rotation', '-90'])
  const { client, context } = station.engine
  const paths = ['plain.mp4', 'uneven.mp4', 'far-keys.mkv', 'held-sideways.mp4'].map(at)
  const { jobId } = await client.footage.import({ paths, athlete: { name: 'Ada' }, session: { name: 'Numbers' } })
  await context.jobs.whenOver(jobId)
  const tree = await client.library.tree({})
  for (const recording of tree.flatMap((athlete) => athlete.sessions.flatMap((session) => session.recordings))) {
    expect(recording.frames, recording.fileName).toBe(frames)
    recordingIds.set(recording.fileName, recording.id)
  }
})

afterAll(async () => station.close())

async function convert(from: string, to: string, args: string[], before: string[] = []): Promise<void> {
  const end = await runFfmpeg({ args: [...inputArgs(from, before), ...args, '-y', fileUrl(to)] })
  expect(end.exitCode, end.log.join('\n')).toBe(0)
}

async function open(fileName: string): Promise<void> {
  await station.go(`/label/${recordingIds.get(fileName)}`)
  await shows(0)
}

/** Waits until the canvas says that it shows a frame, and reads off the picture whether it is true. */
async function shows(frame: number): Promise<void> {
  await station.page.locator(`canvas[data-frame-index="${frame}"]`).waitFor({ timeout: 15_000 })
  expect(await seen()).toEqual({ said: frame, carried: frame })
}

/** Runs in the page: what the canvas says it shows, and its pixels as RGB. */
const readCanvas = `(() => {
  const canvas = document.querySelector('canvas[data-frame-index]')
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  return { said: Number(canvas.dataset.frameIndex), rgb: [...data].filter((_, i) => i % 4 !== 3) }
})()`

/** What the canvas says it shows, and the number that its picture carries. */
async function seen(): Promise<{ said: number; carried: number }> {
  const { said, rgb } = await station.page.evaluate<{ said: number; rgb: number[] }>(readCanvas)
  return { said, carried: readNumber(Uint8Array.from(rgb)) }
}

const press = (key: string) => station.page.keyboard.press(key)

describe.each([
  ['plain.mp4', 'constant rate with reordered frames'],
  ['uneven.mp4', 'variable rate'],
  ['far-keys.mkv', 'key frames far apart'],
  ['held-sideways.mp4', 'turned by its display matrix'],
])('%s (%s)', (fileName) => {
  test('shows every frame it names, forward, backward and from anywhere', { timeout: 180_000 }, async () => {
    await open(fileName)
    for (let frame = 1; frame <= 12; frame++) {
      await press('.')
      await shows(frame)
    }
    await press('End')
    await shows(frames - 1)
    for (let frame = frames - 2; frame >= frames - 60; frame--) {
      await press(',')
      await shows(frame)
    }
    await press('Home')
    await shows(0)
    for (const frame of [30, 20, 10, 0]) {
      if (frame === 30) for (let i = 0; i < 3; i++) await press('Shift+>')
      else await press('Shift+<')
      await shows(frame)
    }
  })

  test('never shows another frame than it says while it plays', { timeout: 60_000 }, async () => {
    await open(fileName)
    await press('Space')
    const said: number[] = []
    for (let i = 0; i < 12; i++) {
      const frame = await seen()
      expect(frame.carried).toBe(frame.said)
      said.push(frame.said)
    }
    await press('k')
    expect(said).toEqual(said.toSorted((a, b) => a - b))
    expect(said.at(-1)).toBeGreaterThan(said[0]!)
  })
})

test('a dragged edge shows the very frame it will end on, and only then is it saved', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  const recordingId = recordingIds.get('plain.mp4')!
  const label = await engine.client.labels.create({ name: 'serve' })
  await engine.client.segments.add({ recordingId, labelId: label.id, first: 20, last: 40 })
  await open('plain.mp4')
  await page.getByRole('button', { name: 'serve, frames 20–40, human' }).waitFor({ state: 'attached' })
  const box = (await page.getByTestId('tracks').locator('canvas').boundingBox())!
  const framePx = box.width / frames
  const y = box.y + 16
  await page.mouse.move(box.x + 41 * framePx, y)
  await page.mouse.down()
  await page.mouse.move(box.x + 60 * framePx, y, { steps: 4 })
  await page.mouse.move(box.x + 77 * framePx, y, { steps: 4 })
  await shows(76)
  expect((await engine.client.segments.list({ recordingId }))[0]).toMatchObject({ first: 20, last: 40 })
  await page.mouse.up()
  await page.getByRole('button', { name: 'serve, frames 20–76, human' }).waitFor({ state: 'attached' })
  expect((await engine.client.segments.list({ recordingId }))[0]).toMatchObject({ first: 20, last: 76 })
})
