/**
 * Several cameras of one session, in a real Chromium: synchronised by a moment, by seconds and by sound, played together, their
 * labels shared, and two segments compared. Pictures carry their number: a camera that shows another frame than the session's clock
 * says would put every label that was made there beside its event.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FrameTable } from '../../src/domain/frames.ts'
import { frameAtSessionSecs, rangeIn, sessionSecsOf, syncLine, type SyncPoint } from '../../src/domain/synchronise.ts'
import { encodeFrames } from '../../src/media/encode.ts'
import { fileUrl, inputArgs, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { barCodes } from '../fixtures/bar-code.ts'
import { carriedBy, readCanvas, type CanvasRead } from '../fixtures/bar-code-screen.ts'
import { strokeSamples } from '../fixtures/stroke-sound.ts'
import { importOne } from '../fixtures/workplace.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

/** Frame rates, lengths and places that have nothing in common; the second's sound begins where it does. */
const films = {
  'a-wide.mp4': { fps: 25, frames: 300, hearsFromSecs: 0 },
  'b-side.mp4': { fps: 30, frames: 300, hearsFromSecs: 1.25 },
  'c-high.mp4': { fps: 50, frames: 400, hearsFromSecs: null },
  'd-late.mp4': { fps: 25, frames: 50, hearsFromSecs: null },
} as const
type Name = keyof typeof films

/** How they are tied where they are played together: an offset, a drift of a hundredth, and after everything else. */
const ties: Partial<Record<Name, SyncPoint[]>> = {
  'b-side.mp4': [{ frame: 12, sessionSecs: 1.65 }],
  'c-high.mp4': [
    { frame: 0, sessionSecs: 2 },
    { frame: 350, sessionSecs: 9.07 },
  ],
  'd-late.mp4': [{ frame: 0, sessionSecs: 20 }],
}

let station: Workstation
let sessionId: string
const ids = {} as Record<Name, string>
const tables = {} as Record<Name, FrameTable>

beforeAll(async () => {
  station = await startWorkstation()
  const { client } = station.engine
  for (const name of Object.keys(films) as Name[]) {
    ids[name] = await importOne(station.engine, await make(name), { athlete: 'Ada', session: 'Court' })
    tables[name] = await client.recordings.frames({ id: ids[name] })
  }
  sessionId = (await client.recordings.get({ id: ids['a-wide.mp4'] })).sessionId
  await client.labels.create({ name: 'serve' })
}, 120_000)

afterAll(async () => station.close())

async function make(name: Name): Promise<string> {
  const { fps, frames, hearsFromSecs } = films[name]
  const out = join(station.folder, name)
  const size = { width: 240, height: 180 }
  const codec = { name: 'h264', crf: 14, gop: 25, bFrames: 2 } as const
  const mute = join(station.folder, `mute-${name}`)
  const pictures = barCodes(frames, size.width, size.height)
  await encodeFrames({ out: hearsFromSecs === null ? out : mute, ...size, fps, frames: pictures, codec })
  if (hearsFromSecs === null) return out
  const raw = join(station.folder, `${name}.raw`)
  await writeFile(raw, strokeSamples({ seed: 1, fromSecs: hearsFromSecs }, frames / fps))
  const sound = ['-f', 's16le', '-ar', '16000', '-ac', '1', '-i', fileUrl(raw)]
  const end = await runFfmpeg({
    args: [...inputArgs(mute), ...sound, '-c:v', 'copy', '-c:a', 'aac', '-y', fileUrl(out)],
  })
  if (end.exitCode !== 0) throw new Error(end.log.join('\n'))
  return out
}

/** What the page complained of, but for calls that the engine refused and a person was told of. */
const complaints = () => station.complaints.filter((complaint) => !complaint.includes('status of 422'))
const press = (key: string) => station.page.keyboard.press(key)
const tied = () => station.engine.client.sync.list({ sessionId })
const lineOf = (name: Name) => syncLine(ties[name] ?? [], tables[name])

async function tieAll(): Promise<void> {
  for (const [name, points] of Object.entries(ties) as [Name, SyncPoint[]][]) {
    await station.engine.client.sync.set({ recordingId: ids[name], method: 'marked', points, confidence: null })
  }
}

const inFigure = (name: string) => `figure[aria-label="${name}"]`
const canvasIn = (name: string) => `${inFigure(name)} canvas`

async function shows(canvas: string, frame: number): Promise<void> {
  const shown = () => station.page.locator(canvas).getAttribute('data-frame-index')
  await expect.poll(shown, { timeout: 15_000 }).toBe(String(frame))
}

const attached = (canvas: string) => station.page.locator(canvas).waitFor({ state: 'attached' })

interface Seen {
  readonly said: number
  readonly carried: number
}

/** What a canvas says it shows, and the number that its picture carries: read at one moment. */
async function seen(canvas: string): Promise<Seen> {
  const found = `document.querySelector(${JSON.stringify(canvas)})`
  const read = await station.page.evaluate<CanvasRead>(`(${readCanvas})(${found})`)
  return { said: read.said, carried: carriedBy(read) }
}

/** Every camera on screen shows the frame that the session's clock says while the leading one shows a frame. */
async function allShow(lead: Name, frame: number, others: readonly Name[]): Promise<void> {
  await shows(canvasIn(lead), frame)
  const secs = sessionSecsOf(frame, tables[lead], lineOf(lead))
  for (const name of others) {
    const { fps, frames } = films[name]
    const wanted = frameAtSessionSecs(secs, tables[name], lineOf(name), frames / fps)
    const figure = station.page.locator(inFigure(name))
    if (wanted === null) {
      await figure.getByText('Not filming at this moment').waitFor()
      continue
    }
    await shows(canvasIn(name), wanted)
    expect(await seen(canvasIn(name)), `${name} at ${secs} s`).toEqual({ said: wanted, carried: wanted })
    expect(await figure.getByText('Not filming at this moment').count()).toBe(0)
  }
}

async function jumpTo(frame: number, frames: number): Promise<void> {
  const box = (await station.page.locator('.ruler').boundingBox())!
  await station.page.mouse.click(box.x + ((frame + 0.5) / frames) * box.width, box.y + box.height / 2)
}

test(
  'two cameras are synchronised with the keyboard alone, with a drift, and it is taken back',
  { timeout: 120_000 },
  async () => {
    const { page } = station
    const reference = 'section[aria-label="What it is synchronised with"] canvas'
    const camera = 'section[aria-label="What is synchronised"] canvas'
    await station.go(`/label/${ids['a-wide.mp4']}`)
    await shows(canvasIn('a-wide.mp4'), 0)
    await press('Shift+S')
    await page.getByText('b-side.mp4 is not synchronised').waitFor()
    await shows(reference, 0)
    await shows(camera, 0)
    await station.screenshot('synchronise-empty')

    for (let i = 0; i < 2; i++) await press('Control+.')
    await shows(reference, 50)
    await press('Shift+O')
    await press('Shift+>')
    for (let i = 0; i < 2; i++) await press('.')
    await shows(camera, 12)
    await press('Enter')
    const first = { frame: 12, sessionSecs: 2 }
    await expect.poll(tied).toMatchObject([{ recordingId: ids['b-side.mp4'], method: 'marked', points: [first] }])
    await page.getByRole('status').filter({ hasText: 'starts 1.600 s after the session' }).waitFor()

    // They move together now; the camera is then moved a little by itself.
    await press('Shift+O')
    for (let i = 0; i < 8; i++) await press('Control+.')
    await shows(reference, 250)
    await shows(camera, 252)
    await press('Shift+O')
    for (let i = 0; i < 2; i++) await press(',')
    await shows(camera, 250)
    await press('Shift+Enter')
    await expect.poll(async () => (await tied())[0]?.points).toEqual([first, { frame: 250, sessionSecs: 10 }])
    await press('Control+z')
    await expect.poll(async () => (await tied())[0]?.points).toEqual([first])
    await press('Control+z')
    await expect.poll(tied).toEqual([])
    await page.getByText('b-side.mp4 is not synchronised').waitFor()
    expect(complaints()).toEqual([])
  },
)

test('seconds are typed, and what the sounds tell is declined or taken', { timeout: 120_000 }, async () => {
  const { page } = station
  await station.go(`/synchronise/${ids['b-side.mp4']}`)
  const seconds = page.getByRole('textbox', { name: /b-side.mp4 starts so many seconds after a-wide.mp4/ })
  await seconds.fill('-0,5')
  await seconds.press('Enter')
  await expect.poll(tied).toMatchObject([{ method: 'typed', points: [{ frame: 0, sessionSecs: -0.5 }] }])
  await page.getByText('starts 0.500 s before the session').waitFor()
  await seconds.blur()

  await press('Shift+A')
  const found = page.getByText(/Confidence \d+ %/)
  await found.waitFor({ timeout: 30_000 })
  await station.screenshot('synchronise-sound')
  await page.getByRole('button', { name: 'Decline' }).click()
  expect((await tied())[0]?.method).toBe('typed')
  await press('Shift+A')
  await found.waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(async () => (await tied())[0]?.method).toBe('sound')
  const [tie] = await tied()
  const line = syncLine(tie!.points, tables['b-side.mp4'])
  expect(Math.abs(line.offsetSecs - 1.25)).toBeLessThan(0.01)
  expect(tie!.confidence).toBeGreaterThan(0.25)

  // A camera without sound says so, and what to do instead.
  await page.getByLabel('Recording').selectOption('c-high.mp4')
  await page.getByRole('textbox', { name: /c-high.mp4 starts so many seconds after/ }).waitFor()
  await press('Shift+A')
  await page.getByText('c-high.mp4 has no sound').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: 'Label c-high.mp4' }).waitFor({ state: 'attached' })
  expect(complaints()).toEqual([])
})

test(
  'every camera shows the frame of the same moment: after jumps, steps, and while it plays',
  { timeout: 180_000 },
  async () => {
    const { page } = station
    const others = ['b-side.mp4', 'c-high.mp4', 'd-late.mp4'] as const
    await tieAll()
    await station.go(`/label/${ids['a-wide.mp4']}`)
    await shows(canvasIn('a-wide.mp4'), 0)
    await press('Shift+P')
    await attached(canvasIn('d-late.mp4'))
    for (const frame of [0, 120, 299, 37, 200, 61]) {
      await jumpTo(frame, 300)
      await allShow('a-wide.mp4', frame, others)
    }
    await station.screenshot('cameras-four')
    for (let frame = 62; frame < 66; frame++) {
      await press('.')
      await allShow('a-wide.mp4', frame, others)
    }
    await press('Shift+<')
    await allShow('a-wide.mp4', 55, others)

    for (const key of ['Space', 'j']) {
      await press(key)
      await page.getByRole('button', { name: 'Pause' }).waitFor()
      for (let i = 0; i < 4; i++) {
        for (const name of ['b-side.mp4', 'c-high.mp4'] as const) {
          const { said, carried } = await seen(canvasIn(name))
          expect(carried).toBe(said)
        }
      }
      await press('k')
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
      const stopped = (await seen(canvasIn('a-wide.mp4'))).said
      await allShow('a-wide.mp4', stopped, others)
    }

    // A camera with more frames a second shows those between two of the leading one.
    await jumpTo(60, 300)
    await page.evaluate(`
    window.shownByHigh = []
    const canvas = document.querySelector('figure[aria-label="c-high.mp4"] canvas')
    new MutationObserver(() => shownByHigh.push(Number(canvas.dataset.frameIndex)))
      .observe(canvas, { attributes: true, attributeFilter: ['data-frame-index'] })`)
    await page.getByLabel('Speed').selectOption('0.25')
    await press('Space')
    await expect.poll(() => page.evaluate<number>('shownByHigh.length'), { timeout: 20_000 }).toBeGreaterThan(20)
    await press('k')
    const shown = await page.evaluate<number[]>('shownByHigh')
    const line = lineOf('c-high.mp4')
    const onLead = Array.from({ length: 300 }, (_, frame) =>
      frameAtSessionSecs(
        sessionSecsOf(frame, tables['a-wide.mp4'], lineOf('a-wide.mp4')),
        tables['c-high.mp4'],
        line,
        8,
      ),
    )
    expect(shown.filter((frame) => !onLead.includes(frame)).length).toBeGreaterThan(5)
    await page.getByLabel('Speed').selectOption('1')
    expect(complaints()).toEqual([])
  },
)

test(
  'another camera leads on from the same moment, and labels are shared in the session’s time',
  { timeout: 120_000 },
  async () => {
    const { page, engine } = station
    await jumpTo(120, 300)
    await allShow('a-wide.mp4', 120, ['b-side.mp4'])
    await press('Shift+O')
    await page.getByRole('heading', { name: 'Label b-side.mp4' }).waitFor({ state: 'attached' })
    const frame = frameAtSessionSecs(4.8, tables['b-side.mp4'], lineOf('b-side.mp4'), 10)!
    await allShow('b-side.mp4', frame, ['a-wide.mp4', 'c-high.mp4'])
    expect(await page.evaluate<string>('location.pathname')).toBe(`/label/${ids['b-side.mp4']}`)

    // Its whole timeline is shown.
    await jumpTo(150, 300)
    await allShow('b-side.mp4', 150, ['a-wide.mp4', 'c-high.mp4'])

    const serve = (await engine.client.labels.list({}))[0]!
    const made = await engine.client.segments.add({
      recordingId: ids['a-wide.mp4'],
      labelId: serve.id,
      first: 100,
      last: 149,
    })
    // From second 4 to second 6 of the session, of which this camera's second 0 is 1.25.
    const there = page.getByRole('button', { name: 'serve, frames 82–142, human, from a-wide.mp4' })
    await there.waitFor({ state: 'attached' })
    await there.focus()
    await press('Enter')
    await shows(canvasIn('b-side.mp4'), 82)
    await station.screenshot('cameras-shared-labels')
    await page.getByRole('button', { name: 'Copy the labels of a-wide.mp4 here' }).click()
    const own = () => engine.client.segments.list({ recordingId: ids['b-side.mp4'] })
    await expect.poll(own).toMatchObject([{ labelId: serve.id, first: 82, last: 142, state: 'accepted' }])
    await page.getByRole('button', { name: 'Copy the labels of a-wide.mp4 here' }).click()
    await page.getByText('there already').waitFor()
    expect(await own()).toHaveLength(1)
    await press('Control+z')
    await expect.poll(own).toEqual([])
    expect(await engine.client.segments.list({ recordingId: ids['a-wide.mp4'] })).toEqual([made])
    await press('Shift+P')
    await page.locator(canvasIn('c-high.mp4')).waitFor({ state: 'detached' })
    expect(complaints()).toEqual([])
  },
)

test(
  'what was labelled in a camera since it was last seen is shown and copied when another leads again',
  { timeout: 120_000 },
  async () => {
    const { page, engine } = station
    const { id: labelId } = (await engine.client.labels.list({}))[0]!
    const [recordingId, side] = [ids['a-wide.mp4'], ids['b-side.mp4']]
    const placeOf = (name: Name) => {
      const { fps, frames } = films[name]
      return { table: tables[name], line: lineOf(name), lengthSecs: frames / fps }
    }
    const inWide = (first: number, last: number) =>
      rangeIn({ first, last }, placeOf('b-side.mp4'), placeOf('a-wide.mp4'))!
    const shared = (range: { first: number; last: number }) =>
      page.getByRole('button', { name: `serve, frames ${range.first}–${range.last}, human, from b-side.mp4` })
    const before = await engine.client.segments.list({ recordingId })

    const old = await engine.client.segments.add({ recordingId: side, labelId, first: 30, last: 59 })
    await station.go(`/label/${recordingId}`)
    await shared(inWide(30, 59)).waitFor({ state: 'attached' })
    await press('Shift+O')
    await page.getByRole('heading', { name: 'Label b-side.mp4' }).waitFor({ state: 'attached' })
    await engine.client.segments.add({ recordingId: side, labelId, first: 150, last: 179 })
    await engine.client.segments.remove({ ids: [old.id] })
    await page.getByRole('button', { name: 'serve, frames 150–179, human' }).waitFor({ state: 'attached' })
    await page.goBack()
    await page.getByRole('heading', { name: 'Label a-wide.mp4' }).waitFor({ state: 'attached' })
    await shared(inWide(150, 179)).waitFor({ state: 'attached' })
    expect(await shared(inWide(30, 59)).count()).toBe(0)
    await page.getByRole('button', { name: 'Copy the labels of b-side.mp4 here' }).click()
    const now = () => engine.client.segments.list({ recordingId })
    await expect.poll(now).toHaveLength(before.length + 1)
    expect(await now()).toContainEqual(expect.objectContaining(inWide(150, 179)))
    for (let i = 0; i < 4; i++) await engine.client.history.undo({ sessionId })
    expect(await now()).toEqual(before)
    expect(complaints()).toEqual([])
  },
)

test('one side of a comparison is cleared, and the other one is still there', { timeout: 120_000 }, async () => {
  const { page } = station
  const left = 'figure[aria-label^="Left"] canvas'
  const right = 'figure[aria-label^="Right"] canvas'
  const choose = (name: string, recording: string) =>
    page
      .getByRole('region', { name })
      .getByRole('combobox', { name: /^Recording/ })
      .selectOption(recording)
  await station.go(`/compare/${ids['a-wide.mp4']}@107/${ids['b-side.mp4']}@90`)
  await shows(left, 107)
  await shows(right, 90)
  await choose('Right', '')
  await page.getByRole('figure', { name: 'Right: nothing chosen' }).waitFor()
  await press('Escape')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const shown = async () => Number(await page.locator(left).getAttribute('data-frame-index'))
  await expect.poll(shown, { timeout: 15_000 }).toBeGreaterThan(120)
  await page.getByRole('button', { name: 'Pause' }).click()
  await choose('Right', 'b-side.mp4')
  await shows(right, 0)
  await shows(left, 107)

  // What leads is cleared while it plays: nothing plays on unseen, and the other shows the frame it is aligned on.
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(shown, { timeout: 15_000 }).toBeGreaterThan(120)
  await choose('Left', '')
  await page.getByRole('figure', { name: 'Left: nothing chosen' }).waitFor()
  await shows(right, 0)
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  expect(complaints()).toEqual([])
})

test('two segments are compared, aligned on a frame in each, at their true speeds', { timeout: 180_000 }, async () => {
  const { page, engine } = station
  const recordingId = ids['a-wide.mp4']
  const labelId = (await engine.client.labels.list({}))[0]!.id
  await engine.client.segments.add({ recordingId, labelId, first: 200, last: 239 })
  await station.go(`/label/${recordingId}`)
  await shows(canvasIn('a-wide.mp4'), 0)
  await page.getByRole('button', { name: 'serve, frames 100–149, human' }).waitFor({ state: 'attached' })
  await page.getByRole('region', { name: 'Tracks' }).focus()
  await press('Control+a')
  await press('Shift+E')
  const left = 'figure[aria-label^="Left"] canvas'
  const right = 'figure[aria-label^="Right"] canvas'
  await shows(left, 100)
  await shows(right, 200)
  for (let i = 0; i < 7; i++) await press('.')
  await shows(left, 107)
  await shows(right, 207)
  expect(await seen(right)).toEqual({ said: 207, carried: 207 })
  expect(await page.getByTestId('common-time').textContent()).toContain('+0.280 s')

  // The right one a little on by itself, then both as they are: the address keeps it.
  await press('Shift+K')
  await press('Shift+O')
  for (let i = 0; i < 3; i++) await press('.')
  await shows(right, 210)
  await shows(left, 107)
  await press('Enter')
  await page.getByRole('checkbox', { name: 'Move together' }).and(page.locator(':checked')).waitFor()
  await press(',')
  await shows(left, 106)
  await shows(right, 209)
  await page.reload()
  await shows(left, 107)
  await shows(right, 210)

  // Another recording, filmed at 50 and said to be twice as slow as life: four of its frames in the time of one.
  await page
    .getByRole('region', { name: 'Right' })
    .getByRole('combobox', { name: /^Recording/ })
    .selectOption('c-high.mp4')
  await shows(right, 0)
  const slow = page.getByRole('region', { name: 'Right' }).getByLabel('Slow motion ×')
  await slow.fill('2')
  await slow.press('Tab')
  await expect.poll(async () => (await engine.client.recordings.get({ id: ids['c-high.mp4'] })).slowMotion).toBe(2)
  await page.getByRole('region', { name: 'Right' }).getByLabel('Aligned on frame').fill('20')
  await press('Tab')
  await shows(right, 20)
  await page.getByRole('figure', { name: /^Left/ }).click({ position: { x: 5, y: 5 } })
  for (let i = 1; i <= 3; i++) {
    await press('.')
    await shows(left, 107 + i)
    await shows(right, 20 + 4 * i)
    expect(await seen(right)).toEqual({ said: 20 + 4 * i, carried: 20 + 4 * i })
  }
  await station.screenshot('compare-beside')
  await press('Shift+V')
  const opacity = page.getByRole('slider', { name: 'Opacity of the right' })
  await opacity.focus()
  await press('End')
  await expect.poll(() => page.getByRole('figure', { name: /^Right/ }).getAttribute('style')).toContain('opacity: 1')
  await opacity.fill('0.5')
  await opacity.blur()
  await station.screenshot('compare-overlaid')
  await press('Shift+W')
  await page.getByRole('figure', { name: 'Left: c-high.mp4' }).waitFor()
  expect(complaints()).toEqual([])
})

test('every page of it reads well in both themes, narrow and empty', { timeout: 180_000 }, async () => {
  const { page } = station
  const found: string[] = []
  for (const [theme, width, size] of [
    ['dark', 1440, 'wide'],
    ['light', 1440, 'wide'],
    ['light', 820, 'narrow'],
  ] as const) {
    await page.evaluate((chosen) => localStorage.setItem('touchline.theme', chosen), theme)
    await page.setViewportSize({ width, height: 900 })
    const look = async (name: string): Promise<void> => {
      await station.screenshot(`${name}-${theme}-${size}`)
      if (size !== 'wide') return
      found.push(...(await barriersOf(page)).map((barrier) => `${name}, ${theme}: ${barrier}`))
    }
    await station.go('/compare')
    await page.getByText('Nothing chosen').first().waitFor()
    await look('compare-empty')
    await station.go(`/compare/${ids['a-wide.mp4']}@107~100-149/${ids['b-side.mp4']}@90`)
    await shows('figure[aria-label^="Right"] canvas', 90)
    await look('compare')
    await station.go(`/synchronise/${ids['c-high.mp4']}`)
    await shows('section[aria-label="What is synchronised"] canvas', 0)
    await look('synchronise')
    await station.go('/synchronise/nobody')
    await page.getByText('Choose a recording first').waitFor()
    await look('synchronise-nothing')
    await station.go(`/label/${ids['a-wide.mp4']}`)
    await shows(canvasIn('a-wide.mp4'), 0)
    await press('Shift+P')
    await attached(canvasIn('c-high.mp4'))
    await page.getByText('Not filming at this moment').first().waitFor()
    await look('label-cameras')
    await press('Shift+P')
    await page.locator(canvasIn('c-high.mp4')).waitFor({ state: 'detached' })
  }
  expect(found).toEqual([])
  expect(complaints()).toEqual([])
})
