/**
 * The rest of what coding takes, in a real Chromium: the timeline by keys, clips of segments, label sets that are mended and
 * taken back. What fails here is a step that an analyst could not do, or could not take back.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Label } from '../../src/contract/things.ts'
import { importOne, sampleDir } from '../fixtures/workplace.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

let station: Workstation
let recordingId: string
let frames: number
let serve: Label
let lunge: Label

beforeAll(async () => {
  station = await startWorkstation()
  recordingId = await importOne(station.engine, `${sampleDir}/baseball.mp4`, { athlete: 'Ann', session: 'Monday' })
  frames = (await station.engine.client.recordings.get({ id: recordingId })).frames
})
afterAll(async () => station.close())

beforeEach(async () => {
  const { context, client } = station.engine
  context.db.exec('DELETE FROM edit; DELETE FROM segment; DELETE FROM reviewed_range; DELETE FROM label')
  const create = (name: string) => client.labels.create({ name, group: 'Attack' })
  ;[serve, lunge] = [await create('serve'), await create('lunge')]
  await client.segments.add({ recordingId, labelId: serve.id, first: 10, last: 19 })
  await client.segments.add({ recordingId, labelId: lunge.id, first: 50, last: 59 })
})

const press = (key: string) => station.page.keyboard.press(key)
const stored = async () =>
  (await station.engine.client.segments.list({ recordingId })).map(({ first, last }) => [first, last])
const labelsNow = () => station.engine.client.labels.list({})
const preference = async (key: string) => (await station.engine.client.preferences.all({}))[key]

async function open(segments = 2): Promise<void> {
  await station.go(`/label/${recordingId}`)
  await station.page.locator('canvas[data-frame-index="0"]').waitFor({ timeout: 15_000 })
  await expect.poll(() => station.page.locator('[data-segment-id]').count()).toBe(segments)
}

test('what the timeline can do has keys, and its tips name the keys that are set', { timeout: 120_000 }, async () => {
  const { page, engine } = station
  await open()
  await press('Control+a')
  await page.getByRole('heading', { name: '2 segments selected' }).waitFor()
  await press('Escape')
  await press('Shift+V')
  const whole = [{ first: 0, last: frames - 1 }]
  await expect.poll(() => engine.client.reviewed.list({ recordingId })).toMatchObject(whole)

  const height = page.getByRole('button', { name: /^Height of the tracks/ })
  const before = await height.getAttribute('aria-label')
  await press('Shift+N')
  await expect.poll(() => height.getAttribute('aria-label')).not.toBe(before)
  await press('Shift+F')
  const group = page.getByRole('button', { name: /^Attack/ })
  await expect.poll(() => group.getAttribute('aria-expanded')).toBe('false')
  await press('Shift+A')
  await page.getByRole('button', { name: 'By athlete' }).waitFor()
  await expect.poll(() => preference('timeline')).toEqual({ by: 'athlete', height: 'high', closed: ['Attack'] })

  // As it was left, in another window of the library and after a restart.
  await station.restart()
  await open()
  await page.getByRole('button', { name: 'By athlete' }).waitFor()
  await press('Shift+A')
  await expect.poll(() => group.getAttribute('aria-expanded')).toBe('false')
  await press('Shift+F')
  await expect.poll(() => group.getAttribute('aria-expanded')).toBe('true')

  await station.engine.client.preferences.set({ key: 'keys', value: { 'view.fit': ['q'] } })
  await page.getByRole('button', { name: 'Fit' }).and(page.getByTitle('Whole recording (Q)')).waitFor()
  await station.engine.client.preferences.set({ key: 'keys', value: null })
  await page.getByTitle('Whole recording (F)').waitFor()
})

test('a drag past the edge scrolls the timeline, and the edge goes on with it', { timeout: 60_000 }, async () => {
  const { page } = station
  await open()
  for (let i = 0; i < 3; i++) await press('+')
  const tracks = (await page.getByTestId('tracks').boundingBox())!
  const { first, last } = (await shownFrames())!
  expect(first).toBe(0)
  expect(last).toBeLessThan(frames - 20)
  // Each step of the zoom makes a frame half as wide again.
  const framePx = (tracks.width / frames) * 1.5 ** 3
  const edge = { x: tracks.x + 20 * framePx - 1, y: tracks.y + 20 + 16 }
  await page.mouse.move(edge.x, edge.y)
  await page.mouse.down()
  await page.mouse.move(tracks.x + tracks.width - 40, edge.y, { steps: 4 })
  await page.mouse.move(tracks.x + tracks.width + 30, edge.y, { steps: 4 })
  await station.screenshot('timeline-past-edge')
  const shown = page.locator('canvas[data-frame-index]')
  await expect.poll(async () => Number(await shown.getAttribute('data-frame-index'))).toBe(frames - 1)
  await page.mouse.up()
  await expect.poll(async () => (await stored())[0]).toEqual([10, frames - 1])
  expect(await shownFrames()).toMatchObject({ last: frames - 1 })
})

/** The frames that the timeline shows, as Shift+V says them: they are marked as reviewed and taken back again. */
async function shownFrames(): Promise<{ first: number; last: number } | undefined> {
  const { client } = station.engine
  await press('Shift+V')
  await expect.poll(async () => (await client.reviewed.list({ recordingId })).length).toBe(1)
  const [range] = await client.reviewed.list({ recordingId })
  await press('Control+z')
  await expect.poll(async () => (await client.reviewed.list({ recordingId })).length).toBe(0)
  return range
}

test(
  'selected segments become clips, a file each, and the page says where they lie',
  { timeout: 120_000 },
  async () => {
    const { page, folder } = station
    await open()
    await press('Shift+ArrowDown')
    await page.getByRole('button', { name: 'Export clip…' }).waitFor()
    await press('Control+a')
    await page.getByRole('button', { name: 'Export 2 clips…' }).waitFor()
    await press('Shift+X')
    const clips = page.getByRole('region', { name: 'Clips' })
    await clips.getByRole('heading', { name: '2 clips written', exact: true }).waitFor({ timeout: 60_000 })
    await station.screenshot('label-clips')
    const files = await clips.locator('.file').allTextContents()
    expect(files.map((file) => file.startsWith(join(folder, 'library', 'exports')))).toEqual([true, true])
    for (const file of files) expect((await stat(file)).size).toBeGreaterThan(1000)
    expect(files.map((file) => /(serve|lunge)-baseball-(\d+-\d+)/.exec(file)?.[2])).toEqual(['10-19', '50-59'])
    await clips.getByRole('button', { name: 'Close' }).click()
    await clips.waitFor({ state: 'detached' })
  },
)

test(
  'clips that are not written yet are cancelled together, and nothing half-written is left',
  { timeout: 60_000 },
  async () => {
    const { page, engine, folder } = station
    await engine.client.segments.remove({
      ids: (await engine.client.segments.list({ recordingId })).map(({ id }) => id),
    })
    const count = 8
    for (let i = 0; i < count; i++) {
      await engine.client.segments.add({ recordingId, labelId: lunge.id, first: i, last: frames - 1 })
    }
    const before = await readdir(join(folder, 'library', 'exports'))
    await open(count)
    await press('Control+a')
    await press('Shift+X')
    const clips = page.getByRole('region', { name: 'Clips' })
    await expect.poll(() => clips.getByRole('progressbar').count()).toBe(count)
    await clips.getByRole('button', { name: 'Cancel' }).click()
    await clips.getByRole('button', { name: 'Close' }).waitFor()
    const written = await clips.locator('.file').count()
    expect(written).toBeLessThan(count)
    expect(await clips.getByText('Cancelled').count()).toBe(count - written)
    expect((await readdir(join(folder, 'library', 'exports'))).length).toBe(before.length + written)
  },
)

test('keys pressed faster than an order is confirmed are all heard', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  for (const name of ['volley', 'smash']) await engine.client.labels.create({ name, group: 'Return' })
  const names = async () => (await labelsNow()).map(({ name }) => name)
  await station.go('/label-sets')
  await page.getByRole('button', { name: 'Move serve' }).focus()
  // Four down without a pause: past lunge, into the next group, past both of that.
  for (let pressed = 0; pressed < 4; pressed++) await press('ArrowDown')
  await expect.poll(names).toEqual(['lunge', 'volley', 'smash', 'serve'])
  const groupNow = async () => (await labelsNow()).find(({ id }) => id === serve.id)!.group
  expect(await groupNow()).toBe('Return')
  // Another window moves it out again, which takes its row out of the page for a moment: the next key still finds it.
  await engine.client.labels.move({ id: serve.id, toId: (await labelsNow())[0]!.id })
  expect(await groupNow()).toBe('Attack')
  const handles = page.getByRole('button', { name: /^Move / })
  await expect.poll(() => handles.nth(1).getAttribute('aria-label')).toContain('serve')
  expect(await page.locator(':focus').getAttribute('aria-label')).toContain('Move serve')
  await press('ArrowUp')
  await expect.poll(names).toEqual(['serve', 'lunge', 'volley', 'smash'])
})

test(
  'label sets are taken back and done again on their own page, after a restart too',
  { timeout: 120_000 },
  async () => {
    const { page } = station
    await station.go('/label-sets')
    await page.getByRole('button', { name: /^serve/ }).click()
    await page.getByRole('button', { name: 'Key of serve: 1. Press to change' }).click()
    await press('2')
    await page.getByText('2 belongs to the label “lunge”').waitFor()
    await page.getByRole('button', { name: 'Swap' }).click()
    const hotkeys = async () => (await labelsNow()).map(({ hotkey }) => hotkey)
    await expect.poll(hotkeys).toEqual(['2', '1'])
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByPlaceholder('Add a label', { exact: true }).fill('smash')
    await press('Enter')
    await expect.poll(async () => (await labelsNow()).length).toBe(3)

    await station.restart()
    await station.go('/label-sets')
    await page.getByRole('button', { name: /^smash/ }).waitFor()
    await press('Control+z')
    await expect.poll(async () => (await labelsNow()).length).toBe(2)
    await press('Control+z')
    await expect.poll(hotkeys).toEqual(['1', '2'])
    await page.getByText('Undone: Change keys of serve and lunge').waitFor()
    await station.screenshot('label-sets-undone')
    await press('Control+Shift+Z')
    await expect.poll(hotkeys).toEqual(['2', '1'])
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect.poll(async () => (await labelsNow()).length).toBe(3)
    // A set that goes is brought back and shown.
    await page.getByPlaceholder('Add a label set').fill('Tactics')
    await press('Enter')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('link', { name: /^Tactics/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page
      .getByRole('link', { name: /^Tactics/ })
      .and(page.locator('[aria-current="page"]'))
      .waitFor()
    expect(station.complaints).toEqual([])
  },
)

test('what changed while the window was cut off is there when it is back', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  let release = (): void => undefined
  const held = new Promise<void>((resume) => (release = resume))
  const watch = '**/rpc/jobs/watch'
  await page.route(watch, async (route) => (await held, route.continue()), { times: 1 })
  // The stream of what happens ends as soon as it began.
  await page.route(watch, (route) => route.fulfill({ contentType: 'text/event-stream', body: '' }), { times: 1 })
  await open()
  await page.getByText('Connecting to the engine…').waitFor()
  await engine.client.segments.add({ recordingId, labelId: serve.id, first: 80, last: 89 })
  await engine.client.labels.create({ name: 'made meanwhile' })
  release()
  await expect.poll(() => page.locator('[data-segment-id]').count()).toBe(3)
  await page
    .getByRole('button', { name: /made meanwhile/ })
    .first()
    .waitFor()
})

test(
  'an answer that comes late does not undo what is shown, nor swallow the next key',
  { timeout: 60_000 },
  async () => {
    const { page, engine } = station
    const names = async () => (await labelsNow()).map(({ name }) => name)
    await station.go('/label-sets')
    await page.getByRole('button', { name: 'Move serve' }).focus()
    let release = (): void => undefined
    const held = new Promise<void>((resume) => (release = resume))
    const late = page.waitForResponse('**/rpc/labels/list')
    const asked = page.waitForRequest('**/rpc/labels/list')
    await page.route(
      '**/rpc/labels/list',
      async (route) => {
        const response = await route.fetch()
        await held
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await engine.client.labels.change({ id: lunge.id, color: '#123456' })
    await asked
    await press('ArrowDown')
    const first = page.getByRole('button', { name: /^Move / }).first()
    await expect.poll(() => first.getAttribute('aria-label')).toContain('lunge')
    release()
    await (await late).finished()
    await press('ArrowUp')
    await expect.poll(names).toEqual(['serve', 'lunge'])
  },
)
