/** Drawing and measuring on a paused frame, with the pointer and with keys alone; kept with the frame, and in the report. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allRecordings } from '../fixtures/workplace.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

let station: Workstation
let recordingId: string

beforeAll(async () => {
  station = await startWorkstation()
  const { client, context } = station.engine
  await context.jobs.whenOver((await client.footage.importSample({})).jobId)
  const recordings = await allRecordings(station.engine)
  recordingId = recordings.find(({ fileName }) => fileName.includes('baseball'))!.id
  await station.go(`/label/${recordingId}`)
  await station.page.locator('canvas[data-frame-index="0"]').waitFor({ timeout: 15_000 })
})
afterAll(async () => station.close())

const list = () => station.engine.client.drawings.list({ recordingId })
const tool = (name: string) =>
  station.page.getByRole('toolbar', { name: 'Draw and measure' }).getByRole('button', { name })

async function at(x: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await station.page.getByRole('application').boundingBox())!
  return { x: box.x + x * box.width, y: box.y + y * box.height }
}

async function drag(from: [number, number], to: [number, number]): Promise<void> {
  const { mouse } = station.page
  const [start, end] = [await at(...from), await at(...to)]
  await mouse.move(start.x, start.y)
  await mouse.down()
  await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2)
  await mouse.move(end.x, end.y)
  await mouse.up()
}

test(
  'an angle and a length are drawn, measured, moved, and come back after a restart',
  { timeout: 90_000 },
  async () => {
    const { page } = station
    for (let frame = 1; frame <= 12; frame++) await page.keyboard.press('.')
    await page.keyboard.press('Shift+D')
    await tool('Angle').click()
    for (const [across, down] of [
      [0.5, 0.2],
      [0.5, 0.5],
      [0.8, 0.5],
    ] as const) {
      const { x, y } = await at(across, down)
      await page.mouse.click(x, y)
    }
    await expect.poll(async () => (await list()).length).toBe(1)
    await page.locator('[data-drawing="angle"] text').filter({ hasText: '90.0°' }).waitFor()

    await tool('Known length').click()
    await drag([0.1, 0.9], [0.3, 0.9])
    await page.getByRole('textbox', { name: 'Its length in metres' }).fill('2,5')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await list()).length).toBe(2)
    await tool('Line').click()
    await drag([0.1, 0.1], [0.5, 0.1])
    await page.locator('[data-drawing="line"] text').filter({ hasText: '5.00 m' }).waitFor()
    expect(await list()).toMatchObject([{ frame: 12 }, { frame: 12 }, { frame: 12 }])

    // Its end is taken elsewhere: twice as far.
    await tool('Line').click()
    await drag([0.5, 0.1], [0.9, 0.1])
    await page.locator('[data-drawing="line"] text').filter({ hasText: '10.0 m' }).waitFor()
    await station.screenshot('drawing')
    await page.keyboard.press('.')
    await page.locator('[data-drawing]').first().waitFor({ state: 'detached' })

    await station.restart()
    await station.go(`/label/${recordingId}`)
    await page.locator('canvas[data-frame-index="0"]').waitFor({ timeout: 15_000 })
    await page.keyboard.press('Shift+D')
    await page.getByRole('button', { name: 'Drawing ›' }).click()
    await page.locator('canvas[data-frame-index="12"]').waitFor()
    expect(await page.locator('[data-drawing]').count()).toBe(3)
  },
)

test('a text is typed where it was clicked, and none of it is taken for a command', { timeout: 60_000 }, async () => {
  const { page } = station
  await tool('Text').click()
  const { x, y } = await at(0.2, 0.8)
  await page.mouse.click(x, y)
  await page.getByRole('textbox', { name: 'Text' }).waitFor()
  await page.keyboard.type('low elbow, look')
  await page.keyboard.press('Enter')
  const texts = async () => (await list()).flatMap(({ shape }) => (shape.kind === 'text' ? [shape.text] : []))
  await expect.poll(texts).toEqual(['low elbow, look'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect.poll(texts).toEqual([])
})

test('keys alone draw too; undo takes the drawing back', { timeout: 60_000 }, async () => {
  const { page } = station
  const before = (await list()).length
  await tool('Arrow').press('Enter')
  await page.getByRole('application', { name: /Drawing: Arrow/ }).focus()
  await page.keyboard.press('Enter')
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await list()).length).toBe(before + 1)
  const { shape } = (await list()).find((drawing) => drawing.shape.kind === 'arrow')!
  expect(shape).toMatchObject({ from: { x: 0.5, y: 0.5 }, to: { y: 0.5 } })
  expect((shape as { to: { x: number } }).to.x).toBeCloseTo(0.6)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await list()).length).toBe(before)
  expect(station.complaints).toEqual([])
})

test('the report shows the frame with what was drawn and measured', { timeout: 60_000 }, async () => {
  const { client, context } = station.engine
  const { sessionId } = await client.recordings.get({ id: recordingId })
  const { jobId } = await client.reports.create({ sessionId, modelId: null })
  expect((await context.jobs.whenOver(jobId)).problem).toBeNull()
  const [report] = await client.reports.list({ sessionId })
  const page = await readFile(report!.file, 'utf8')
  expect(page).toContain('Frame 12')
  for (const words of ['90.0°', '10.0 m', '2.5 m (known)']) expect(page).toContain(words)
  await station.go(`/report-files/${report!.id}/report.html`)
  await station.page.locator('.drawn svg').scrollIntoViewIfNeeded()
  await station.screenshot('drawing-report')
})
