/**
 * What an ear and a long day notice of the player: sound that is in step with the picture, volume that is remembered, a
 * waveform where the strokes are, held buttons that go on, and nothing that stays behind when a recording is closed.
 */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Recording } from '../../src/contract/things.ts'
import { routes } from '../../src/contract/routes.ts'
import { peakBytes, peaksPerSec, readWaveformHeader, waveformLevels } from '../../src/domain/waveform.ts'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { jobDone } from '../fixtures/labelled-library.ts'
import { pictureWatch, type PictureWatch } from '../fixtures/picture-watch.ts'
import { soundWatch, type HeardStroke } from '../fixtures/sound-watch.ts'
import { allRecordings } from '../fixtures/workplace.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const fps = 25
const strokeEverySecs = 0.5
let station: Workstation
const recordings = new Map<string, Recording>()

/** Silence with a stroke of 10 ms at every half second of the picture's time. */
const strokes = `aevalsrc=exprs='if(lt(mod(t\\,${strokeEverySecs})\\,0.01)\\,0.9*sin(2*PI*1000*t)\\,0)':s=48000:d=20`
const picture = `testsrc2=size=160x120:rate=${fps}:duration=20,format=yuv420p`
const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0']

async function draw(name: string, args: readonly string[]): Promise<string> {
  const out = join(station.folder, name)
  const end = await runFfmpeg({ args: [...args, '-y', fileUrl(out)] })
  if (end.exitCode !== 0) throw new Error(end.log.join('\n'))
  return out
}

beforeAll(async () => {
  station = await startWorkstation()
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', strokes]
  const paths = [
    await draw('aac.mp4', [...inputs, ...coding, '-c:a', 'aac']),
    // Sound that no browser decodes, which begins before the picture: its strokes come a quarter second after the others'.
    await draw('ac3.ts', [
      ...['-f', 'lavfi', '-i', picture, '-itsoffset', '-0.75', '-f', 'lavfi', '-i', strokes],
      ...[...coding, '-c:a', 'ac3', '-avoid_negative_ts', 'make_non_negative', '-muxdelay', '0'],
    ]),
    await draw('silent.mp4', ['-f', 'lavfi', '-i', picture, ...coding]),
  ]
  const { client } = station.engine
  const { jobId } = await client.footage.import({ paths, athlete: { name: 'Ada' }, session: { name: 'Loud' } })
  await jobDone(station.engine, jobId)
  for (const recording of await allRecordings(station.engine)) recordings.set(recording.fileName, recording)
  await station.page.addInitScript(pictureWatch)
  await station.page.addInitScript(soundWatch)
})

afterAll(async () => station.close())

const press = (key: string) => station.page.keyboard.press(key)
const watch = () => station.page.evaluate<PictureWatch>('window.pictureWatch')

async function open(fileName: string): Promise<Recording> {
  const recording = recordings.get(fileName)!
  await station.go(`/label/${recording.id}`)
  await station.page.locator('canvas[data-frame-index="0"]').waitFor()
  return recording
}

/**
 * Plays on, and returns by how many milliseconds strokes were heard after the moment of the picture that they belong to.
 * @param phaseSecs time of the first stroke on the picture's clock
 */
async function lateness(rate: number, count: number, phaseSecs: number): Promise<number[]> {
  await station.page.evaluate('window.soundWatch.strokes.length = window.pictureWatch.shown.length = 0')
  await press('Space')
  await expect
    .poll(() => station.page.evaluate<number>('window.soundWatch.strokes.length'), { timeout: 30_000 })
    .toBeGreaterThan(count)
  await press('k')
  const { shown } = await watch()
  const heard = await station.page.evaluate<HeardStroke[]>('window.soundWatch.strokes')
  return heard.flatMap(({ atMs }) => {
    const drawn = shown.findLast((one) => one.atMs <= atMs)
    if (drawn === undefined) return []
    const pictureSecs = drawn.frame / fps + ((atMs - drawn.atMs) / 1000) * rate
    const strokes = (pictureSecs - phaseSecs) / strokeEverySecs
    return [(1000 * (strokes - Math.round(strokes)) * strokeEverySecs) / rate]
  })
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

describe('sound', () => {
  test.each([
    ['aac.mp4', 'original', 0],
    ['ac3.ts', 'file', 0.25],
  ] as const)(
    'of %s (%s) is heard with its frame, also after a jump',
    { timeout: 120_000 },
    async (name, from, phase) => {
      expect((await open(name)).sound).toBe(from)
      expect(Math.abs(middle(await lateness(1, 5, phase)))).toBeLessThan(40)
      await press('Home')
      for (let i = 0; i < 8; i++) await press('Shift+>')
      await station.page.locator('canvas[data-frame-index="80"]').waitFor()
      expect(Math.abs(middle(await lateness(1, 5, phase)))).toBeLessThan(40)
    },
  )

  test('at half speed is heard with its frame too', { timeout: 120_000 }, async () => {
    await open('aac.mp4')
    await station.page.getByLabel('Speed').selectOption('0.5')
    expect(Math.abs(middle(await lateness(0.5, 3, 0)))).toBeLessThan(40)
  })

  test('is as loud as was chosen, also after a reload', async () => {
    const { page } = station
    await open('aac.mp4')
    const mute = page.getByRole('button', { name: 'Mute' })
    await press('Shift+M')
    await expect.poll(() => mute.getAttribute('aria-pressed')).toBe('true')
    await page.reload()
    await expect.poll(() => mute.getAttribute('aria-pressed')).toBe('true')
    await mute.click()
    expect(await mute.getAttribute('aria-pressed')).toBe('false')
    expect((await open('silent.mp4')).sound).toBe('none')
    expect(await mute.getAttribute('title')).toBe('This recording has no sound')
  })

  test.each(['aac.mp4', 'ac3.ts'])('of %s has its peaks where the strokes are on the picture', async (name) => {
    const { id, waveform, durationSecs } = recordings.get(name)!
    expect(waveform).toBe(true)
    const response = await station.engine.handle(new Request(`http://engine${routes.waveform(id)}`))
    const bytes = new Uint8Array(await response.arrayBuffer())
    const peaks = readWaveformHeader(bytes)!
    expect(peaks).toBe(Math.ceil(durationSecs * peaksPerSec))
    const { offset } = waveformLevels(peaks)[0]!
    const view = new DataView(bytes.buffer)
    const loud = (peak: number) => view.getInt16(offset + peak * peakBytes + 2, true) > 5000
    const starts = Array.from({ length: peaks }, (_, peak) => peak).filter((peak) => loud(peak) && !loud(peak - 1 || 0))
    const phase = name === 'aac.mp4' ? 0 : 0.25
    const expected = Array.from({ length: 30 }, (_, stroke) => Math.round((1 + phase + stroke * 0.5) * peaksPerSec))
    for (const place of expected)
      expect(
        starts.some((peak) => Math.abs(peak - place) <= 2),
        `${place}`,
      ).toBe(true)
    await open(name)
    await station.page.getByTestId('waveform').waitFor()
    await station.screenshot(`waveform-${name}`)
  })
})

test('a proxy that is gone is said with its path, and is played again when it is back', async () => {
  const { page, engine } = station
  const { id } = recordings.get('ac3.ts')!
  const proxy = join(engine.context.paths.proxies, `${id}.mp4`)
  await rename(proxy, `${proxy}.away`)
  const before = station.complaints.length
  await station.go(`/label/${id}`)
  await page.getByText(`${proxy} does not exist`, { exact: false }).waitFor()
  await rename(`${proxy}.away`, proxy)
  await open('ac3.ts')
  // That the file was not found was asked for.
  station.complaints.slice(before).forEach((complaint) => expect(complaint).toContain('404'))
})

test('a held button goes on, and the picture can be scrubbed by hand', async () => {
  const { page } = station
  await open('silent.mp4')
  const box = (await page.getByRole('button', { name: 'One frame on' }).boundingBox())!
  await page.mouse.move(box.x + 5, box.y + 5)
  await page.mouse.down()
  await expect.poll(async () => (await watch()).shown.at(-1)?.frame ?? 0).toBeGreaterThan(10)
  await page.mouse.up()
  await press('Home')
  await page.locator('canvas[data-frame-index="0"]').waitFor()
  const video = (await page.locator('canvas[data-frame-index]').boundingBox())!
  await page.mouse.move(video.x + 20, video.y + 20)
  await page.mouse.down()
  await page.mouse.move(video.x + 220, video.y + 20, { steps: 5 })
  await page.locator('canvas[data-frame-index="50"]').waitFor()
  await page.mouse.up()
  await press('Control+.')
  await page.locator('canvas[data-frame-index="75"]').waitFor()
})

test(
  'thirty recordings, opened and closed, leave no picture, sound or decoder alive',
  { timeout: 120_000 },
  async () => {
    const { page } = station
    await open('aac.mp4')
    // What is counted at the end is counted at all.
    const { frames, bitmaps, decoders } = await watch()
    expect(frames + bitmaps).toBeGreaterThan(0)
    expect(decoders).toBeGreaterThan(0)
    const before = station.complaints.length
    const names = [...recordings.keys()]
    for (let i = 0; i < 30; i++) {
      const { id } = recordings.get(names[i % names.length]!)!
      await page.evaluate(`history.pushState(null, '', '/label/${id}'); dispatchEvent(new PopStateEvent('popstate'))`)
      // Some are left while they are still opening, some while they play.
      if (i % 3 !== 0) await page.locator('canvas[data-frame-index]').waitFor()
      if (i % 3 === 2) await press('Space')
    }
    await page.evaluate(`history.pushState(null, '', '/settings'); dispatchEvent(new PopStateEvent('popstate'))`)
    await page.getByRole('heading', { name: 'Settings' }).first().waitFor()
    await expect
      .poll(async () => {
        const { frames, bitmaps, sounds, decoders } = await watch()
        return { frames, bitmaps, sounds, decoders, contexts: await page.evaluate('window.soundWatch.contexts') }
      })
      .toEqual({ frames: 0, bitmaps: 0, sounds: 0, decoders: 0, contexts: 0 })
    expect(station.complaints.slice(before)).toEqual([])
  },
)
