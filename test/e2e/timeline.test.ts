/**
 * What someone does on the timeline who labels all day, in a real Chromium with real pointers: many segments moved as one step,
 * a marquee, a range that is reviewed, a group that is closed, and frames as cells. If it fails, that is lost to them.
 */
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
  const create = (name: string) => station.engine.client.labels.create({ name, group: 'Attack' })
  ;[serve, lunge] = [await create('serve'), await create('lunge')]
})
afterAll(async () => station.close())

beforeEach(async () => {
  station.engine.context.db.exec('DELETE FROM edit; DELETE FROM segment; DELETE FROM reviewed_range')
  const add = (label: Label, first: number, last: number) =>
    station.engine.client.segments.add({ recordingId, labelId: label.id, first, last })
  await add(serve, 10, 19)
  await add(serve, 30, 39)
  await add(lunge, 50, 59)
  await openRecording()
})

async function openRecording(): Promise<void> {
  await station.go(`/label/${recordingId}`)
  await station.page.locator('canvas[data-frame-index="0"]').waitFor()
  await expect.poll(() => segments().count(), { timeout: 30_000 }).toBe(3)
}

const segments = () => station.page.getByRole('list', { name: 'Segments' }).getByRole('button')
const selected = () => segments().and(station.page.locator('[aria-pressed="true"]')).count()
const stored = async () =>
  (await station.engine.client.segments.list({ recordingId })).map(({ first, last }) => [first, last])
const reviewed = async () =>
  (await station.engine.client.reviewed.list({ recordingId })).map(({ first, last }) => [first, last])
const shownFrame = () => station.page.locator('canvas[data-frame-index]').getAttribute('data-frame-index')

/** Where a frame lies on one of the timeline's canvases while the whole recording is shown: the middle of its stretch. */
async function at(on: 'tracks' | 'ruler', frame: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await station.page.getByTestId(on).boundingBox())!
  return { x: box.x + ((frame + 0.5) / frames) * box.width, y: box.y + y }
}

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const { mouse } = station.page
  await mouse.move(from.x, from.y)
  await mouse.down()
  await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await mouse.move(to.x, to.y, { steps: 4 })
}

/** Heights on the tracks: below the group's name, in the middle of the first track and of the second. */
const serveY = 20 + 16
const lungeY = 20 + 32 + 16

test('several selected segments move together, and one undo puts all of them back', async () => {
  const { page } = station
  const first = await at('tracks', 14, serveY)
  await page.mouse.click(first.x, first.y)
  await expect.poll(selected).toBe(1)
  const third = await at('tracks', 54, lungeY)
  await page.keyboard.down('Control')
  await page.mouse.click(third.x, third.y)
  await page.keyboard.up('Control')
  await expect.poll(selected).toBe(2)

  await page.keyboard.down('Alt')
  await drag(first, await at('tracks', 20, serveY))
  // The picture shows where the dragged segment would begin.
  await expect.poll(shownFrame).toBe('16')
  await station.screenshot('timeline-dragged')
  await page.mouse.up()
  await page.keyboard.up('Alt')
  const before = [
    [10, 19],
    [30, 39],
    [50, 59],
  ]
  await expect.poll(stored).toEqual([
    [16, 25],
    [30, 39],
    [56, 65],
  ])
  await page.keyboard.press('Control+z')
  await expect.poll(stored).toEqual(before)
  await expect.poll(() => segments().first().textContent()).toMatch(/10–19/)

  await drag(first, await at('tracks', 40, serveY))
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect.poll(shownFrame).toBe('16')
  expect(await stored()).toEqual(before)
})

test('a marquee selects what it touches, and one deletion takes it all', async () => {
  const { page } = station
  await drag(await at('tracks', 25, serveY), await at('tracks', 52, lungeY))
  await station.screenshot('timeline-marquee')
  await page.mouse.up()
  await expect.poll(selected).toBe(2)
  await page.keyboard.press('Delete')
  await expect.poll(stored).toEqual([[10, 19]])
  await expect.poll(() => segments().count()).toBe(1)
  await page.keyboard.press('Control+z')
  await expect.poll(() => segments().count()).toBe(3)
  await page.keyboard.press('Control+a')
  await expect.poll(selected).toBe(3)
})

test('an overlap that the label refuses is said, and the segment returns', async () => {
  const { page, engine } = station
  await engine.client.labels.change({ id: serve.id, overlap: 'refused' })
  // Opened anew, so that the change does not come in the middle of the drag.
  await openRecording()
  await page.keyboard.down('Alt')
  await drag(await at('tracks', 14, serveY), await at('tracks', 32, serveY))
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await page.getByText(/is marked at frames 30–39 already/).waitFor()
  expect(await segments().first().textContent()).toMatch(/10–19/)
  await engine.client.labels.change({ id: serve.id, overlap: 'allowed' })
})

test('what is being typed is saved with its own segment, whatever is pressed next', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  const comment = page.getByLabel('Comment')
  const comments = async () => (await engine.client.segments.list({ recordingId })).map((segment) => segment.comment)
  const press = async (frame: number, y: number) => {
    const { x, y: top } = await at('tracks', frame, y)
    await page.mouse.click(x, top)
    await expect.poll(selected).toBe(1)
  }
  await press(14, serveY)
  await comment.fill('late on the ball')
  await press(54, lungeY)
  await expect.poll(comments).toEqual(['late on the ball', '', ''])
  expect(await comment.inputValue()).toBe('')
  await page.getByRole('spinbutton', { name: 'Last frame' }).fill('63')
  await press(34, serveY)
  await expect.poll(stored).toContainEqual([50, 63])
  await comment.fill('low')
  await page.reload()
  await expect.poll(comments).toEqual(['late on the ball', 'low', ''])
  await expect.poll(() => segments().count()).toBe(3)

  // A label that the engine refuses is not shown as if the segment had it.
  await engine.client.labels.change({ id: lunge.id, overlap: 'refused' })
  await engine.client.segments.add({ recordingId, labelId: lunge.id, first: 12, last: 13 })
  await expect.poll(() => segments().count()).toBe(4)
  await press(17, serveY)
  const label = page.getByRole('combobox', { name: 'Label', exact: true })
  await label.selectOption({ label: 'lunge' })
  await page.getByText('may not overlap', { exact: false }).waitFor()
  await expect.poll(() => label.inputValue()).toBe(serve.id)
  await engine.client.labels.change({ id: lunge.id, overlap: 'allowed' })
  // After a choice by mouse the next key is not a letter to find a label by.
  await label.click()
  await label.selectOption({ label: 'lunge' })
  const labels = async () => (await engine.client.segments.list({ recordingId })).map(({ labelId }) => labelId)
  await expect.poll(labels).toEqual([lunge.id, lunge.id, serve.id, lunge.id])
  expect(await label.evaluate((field) => field.matches(':focus'))).toBe(false)
  await page.keyboard.press('Control+z')
  await expect.poll(labels).toEqual([serve.id, lunge.id, serve.id, lunge.id])
})

test('a number is taken with a comma too, and what is none changes nothing', { timeout: 60_000 }, async () => {
  const { page, engine } = station
  const speed = { kind: 'number', name: 'speed', unit: 'km/h', required: false } as const
  await engine.client.labels.change({ id: serve.id, modifiers: [speed] })
  const { x, y } = await at('tracks', 14, serveY)
  await page.mouse.click(x, y)
  const field = page.getByLabel('speed (km/h)')
  const modifiers = async () => (await engine.client.segments.list({ recordingId }))[0]!.modifiers
  await field.click()
  await page.keyboard.type('180,5')
  await page.keyboard.press('Tab')
  await expect.poll(modifiers).toEqual({ speed: 180.5 })
  await field.fill('fast')
  await page.keyboard.press('Tab')
  await page.getByText('“fast” is no number').waitFor()
  expect(await field.inputValue()).toBe('180.5')
  expect(await modifiers()).toEqual({ speed: 180.5 })
  await engine.client.labels.change({ id: serve.id, modifiers: [] })
})

test('frames are marked as reviewed with Shift on the ruler, and that is taken back the same way', async () => {
  const { page } = station
  await page.keyboard.down('Shift')
  await drag(await at('ruler', 20, 10), await at('ruler', 60, 10))
  await station.screenshot('timeline-reviewing')
  await page.mouse.up()
  await expect.poll(reviewed).toEqual([[20, 60]])
  await page.getByText('Reviewed: frames 20–60').waitFor({ state: 'attached' })
  await drag(await at('ruler', 30, 10), await at('ruler', 40, 10))
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect.poll(reviewed).toEqual([
    [20, 29],
    [41, 60],
  ])
  await station.screenshot('timeline-reviewed')
})

test('a closed group is one thin row, also after a reload', async () => {
  const { page } = station
  const group = page.getByRole('button', { name: /^Attack/ })
  const names = page.getByRole('region', { name: 'Tracks' }).getByRole('listitem')
  expect(await names.count()).toBe(3)
  await group.click()
  await expect.poll(() => names.count()).toBe(1)
  expect(await group.getAttribute('aria-expanded')).toBe('false')
  await station.screenshot('timeline-closed')
  await page.reload()
  await expect.poll(() => names.count(), { timeout: 30_000 }).toBe(1)
  await group.click()
  await expect.poll(() => names.count()).toBe(3)
})

test('zoomed in, every frame is a cell with its number, and a click in it goes to that frame', async () => {
  const { page } = station
  const { x, y } = await at('tracks', 35, lungeY)
  await page.mouse.move(x, y)
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, -120)
  const ruler = (await page.getByTestId('ruler').boundingBox())!
  await expect
    .poll(async () => {
      // Two clicks a cell apart are a frame apart.
      await page.mouse.click(x, ruler.y + 10)
      const one = Number(await shownFrame())
      await page.mouse.click(x + 64, ruler.y + 10)
      return Number(await shownFrame()) - one
    })
    .toBe(1)
  await station.screenshot('timeline-cells')
  // The console names the overlap that was refused on purpose.
  expect(station.complaints.filter((complaint) => !complaint.includes('422'))).toEqual([])
})

test('the keyboard goes through the segments, and each is shown', async () => {
  const { page } = station
  await segments().first().focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(shownFrame).toBe('30')
  expect(await page.locator(':focus').textContent()).toMatch(/serve, frames 30–39/)
  await page.keyboard.press('End')
  await expect.poll(shownFrame).toBe('50')
})
