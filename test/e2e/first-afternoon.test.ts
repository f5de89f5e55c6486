/**
 * What a new user does in a first afternoon, in a real Chromium: sample, import, labels by key, undo, reload, train, watch
 * the curves, propose, accept, ask why, report. If one of these steps fails here, it fails for them.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderLongRecording, type LongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const labels = ['arm-circles', 'squat']
const athletes = [1, 2, 3, 4]
const WAIT_MS = 180_000
let station: Workstation
let recordings: LongRecording[]

beforeAll(async () => {
  station = await startWorkstation()
  recordings = await Promise.all(
    athletes.map((athlete) =>
      renderLongRecording({
        out: join(station.folder, `athlete ${athlete} – “training”.mp4`),
        seed: 5,
        athlete,
        labels: [...labels],
        lengthSecs: 30,
        width: 160,
        height: 120,
      }),
    ),
  )
})

afterAll(async () => station.close())

/** The frame that the canvas really shows. */
const shownFrame = () => station.page.locator('canvas[data-frame-index]').getAttribute('data-frame-index')

async function jobsAreOver(): Promise<void> {
  await expect
    .poll(async () => (await station.engine.client.jobs.list({})).filter((job) => job.endedAt === null).length, {
      timeout: WAIT_MS,
    })
    .toBe(0)
}

test('an empty library says what to do, and the sample opens with its labels', async () => {
  const { page } = station
  await page.getByText('Drop footage here, or open the sample').waitFor()
  await station.screenshot('library-empty')
  await page.getByRole('button', { name: 'Open the sample' }).click()
  await page.getByRole('link', { name: 'baseball.mp4' }).waitFor({ timeout: WAIT_MS })
  await page.getByRole('link', { name: 'basketball.mp4' }).waitFor({ timeout: WAIT_MS })
  await jobsAreOver()
  await page.locator('article img').first().waitFor()
  await station.screenshot('library-sample')
  await page.getByRole('link', { name: 'baseball.mp4' }).click()
  await expect.poll(shownFrame, { timeout: 30_000 }).toBe('0')
  await expect.poll(() => page.getByRole('list', { name: 'Segments' }).getByRole('button').count()).toBe(3)
  await station.screenshot('label-sample')
})

test('footage is imported through the dialog, with a new athlete and session', async () => {
  const { page } = station
  await station.go('/library')
  await page.getByRole('button', { name: 'Import footage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import footage' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(station.folder)
  await dialog.getByRole('button', { name: 'Go', exact: true }).click()
  await dialog.getByLabel(/athlete 1 – “training”\.mp4/).check()
  await dialog.getByRole('combobox', { name: 'Athlete' }).fill('Zoë "Z" O’Brien <b>')
  await dialog.getByRole('combobox', { name: 'Session' }).fill('Monday & Tuesday')
  await station.screenshot('import-dialog')
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('link', { name: 'athlete 1 – “training”.mp4' }).waitFor({ timeout: WAIT_MS })
  await jobsAreOver()
  expect(await page.getByRole('region', { name: 'Zoë "Z" O’Brien <b>' }).count()).toBe(1)
})

test('a key starts a segment and ends it; undo takes it back; a reload loses nothing', async () => {
  const { page, engine } = station
  await page.getByRole('link', { name: 'athlete 1 – “training”.mp4' }).click()
  await expect.poll(shownFrame, { timeout: 30_000 }).toBe('0')
  const segments = page.getByRole('list', { name: 'Segments' }).getByRole('button')

  for (const name of labels) {
    await page.getByPlaceholder('Add a label').fill(name)
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await engine.client.labels.list({})).map((label) => label.name)).toContain(name)
  }
  await page.locator('canvas[data-frame-index]').click()
  const hotkey = (await engine.client.labels.list({})).find((label) => label.name === 'squat')?.hotkey ?? ''
  expect(hotkey).not.toBe('')

  await page.keyboard.press(hotkey)
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+>')
  await expect.poll(shownFrame).toBe('30')
  await page.keyboard.press(hotkey)
  await expect.poll(() => segments.count()).toBe(1)
  expect(await segments.first().textContent()).toMatch(/squat.*0–30/)
  await page.keyboard.press(',')
  await expect.poll(shownFrame).toBe('29')
  await page.keyboard.press('o')
  await expect.poll(() => segments.first().textContent()).toMatch(/0–29/)
  await station.screenshot('label-segment')

  await page.keyboard.press('Control+z')
  await expect.poll(() => segments.first().textContent()).toMatch(/0–30/)
  await page.keyboard.press('Control+z')
  await expect.poll(() => segments.count()).toBe(0)
  await page.keyboard.press('Control+Shift+Z')
  await expect.poll(() => segments.count()).toBe(1)

  await page.reload()
  await expect.poll(() => segments.count(), { timeout: 30_000 }).toBe(1)
  expect(await segments.first().textContent()).toMatch(/squat.*0–30/)
  await station.restart()
  await page.getByRole('link', { name: 'athlete 1 – “training”.mp4' }).click()
  await expect.poll(() => segments.count(), { timeout: 30_000 }).toBe(1)
  await page.keyboard.press('Control+z')
  await expect.poll(() => segments.count()).toBe(0)
})

test('the quick preset is trained in the window, and its curves move', async () => {
  const { page, engine } = station
  await labelEverything()
  await station.go('/train')
  await page.getByText('Start training').waitFor()
  await page.getByText('More settings').click()
  await page.getByLabel('Epochs').fill('14')
  for (const other of ['swing', 'dive', 'free throw', 'run']) await page.getByLabel(`Learn ${other}`).uncheck()
  await station.screenshot('train-new')
  await expect.poll(() => page.getByRole('button', { name: 'Start training' }).isEnabled()).toBe(true)
  await page.getByRole('button', { name: 'Start training' }).click()

  const curve = page.getByRole('img', { name: /^Accuracy/ })
  const points = async () => Number(await curve.getAttribute('data-points'))
  await expect.poll(points, { timeout: WAIT_MS }).toBeGreaterThan(0)
  const early = await points()
  await station.screenshot('train-running')
  await expect.poll(points, { timeout: WAIT_MS }).toBeGreaterThan(early)
  await page.getByRole('region', { name: 'Result' }).waitFor({ timeout: WAIT_MS })
  await station.screenshot('train-done')
  const [model] = await engine.client.models.list({})
  expect(model?.classes).toEqual(labels)
  expect(model?.heldOut?.n).toBeGreaterThan(0)
  expect(await page.getByRole('region', { name: 'Result' }).textContent()).toContain(`${model?.heldOut?.n} clips`)
})

test('the model proposes in another recording; a proposal is accepted, and the picture shows why', async () => {
  const { page, engine } = station
  const recordingId = (await recordingNamed('athlete 4')).id
  await station.go(`/review/${recordingId}`)
  await page.getByRole('button', { name: 'Propose labels' }).click()
  const proposals = page.getByRole('list', { name: 'Proposals' }).getByRole('button')
  await expect.poll(() => proposals.count(), { timeout: WAIT_MS }).toBeGreaterThan(0)
  await jobsAreOver()
  await station.screenshot('review-proposals')

  await page.keyboard.press('n')
  const inHand = page.locator('[aria-label="Proposals"] [aria-current="true"]')
  await inHand.waitFor()
  const before = await engine.client.segments.list({ recordingId })
  await page.keyboard.press('a')
  await expect
    .poll(
      async () => (await engine.client.segments.list({ recordingId })).filter((one) => one.state === 'accepted').length,
    )
    .toBe(before.filter((one) => one.state === 'accepted').length + 1)

  await proposals.first().click()
  await page.getByRole('button', { name: 'Explain from this frame' }).click()
  const heat = page.locator('canvas[data-heat]')
  await heat.waitFor({ timeout: WAIT_MS })
  // As text, because the tests are checked without the browser's types.
  const painted = await page.evaluate<{ cells: number; hottest: number }>(
    `(() => {
      const canvas = document.querySelector('canvas[data-heat]')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return { cells: canvas.width * canvas.height, hottest: Math.max(...data.filter((_, i) => i % 4 === 3)) }
    })()`,
  )
  expect(painted.cells).toBeGreaterThan(1)
  expect(painted.hottest).toBeGreaterThan(0)
  await station.screenshot('review-why')
})

test('the report of the session opens, self-contained, with what was accepted', async () => {
  const { page } = station
  const { sessionId } = await recordingNamed('athlete 4')
  await station.go(`/reports/${sessionId}`)
  await page.getByLabel('Explain with').selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Make report' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByText('squat').first().waitFor({ timeout: WAIT_MS })
  await station.screenshot('report')
  const address = await page.getByRole('link', { name: 'Open by itself' }).getAttribute('href')
  const html = await page.evaluate(async (url) => (await fetch(url)).text(), address ?? '')
  expect(html).not.toMatch(/<script|src="https?:|href="https?:/)
  expect(html).toContain('data:image/')
})

test('every page can be opened by its address, in both themes and narrow, without a complaint', async () => {
  const { page } = station
  const { id, sessionId } = await recordingNamed('athlete 1')
  const run = (await station.engine.client.training.runs({}))[0]
  const pages = [
    '/library',
    `/label/${id}`,
    '/train',
    `/train/${run?.id}`,
    `/review/${id}`,
    `/reports/${sessionId}`,
    '/results',
    '/settings',
  ]
  const found: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    for (const [width, size] of [
      [1440, 'wide'],
      [960, 'narrow'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      for (const path of pages) {
        await page.evaluate((chosen) => localStorage.setItem('touchline.theme', chosen), theme)
        await station.go(path)
        await page.locator('main :is(h1, h2, h3, canvas)').first().waitFor()
        if (path.startsWith('/label')) await expect.poll(shownFrame, { timeout: 30_000 }).toBe('0')
        if (path === '/settings') await page.getByRole('row').nth(1).waitFor({ timeout: 30_000 })
        await station.screenshot(`${path.split('/')[1]}${path.startsWith('/train/') ? '-run' : ''}-${theme}-${size}`)
        if (size === 'wide')
          found.push(...(await barriersOf(page, ['iframe'])).map((barrier) => `${path}, ${theme}: ${barrier}`))
      }
    }
  }
  expect(found).toEqual([])
  expect(station.complaints).toEqual([])
})

/** The drawn recordings know what is done when: four athletes, labelled as an analyst would have by evening. */
async function labelEverything(): Promise<void> {
  const { client, context } = station.engine
  for (const [i, recording] of recordings.entries()) {
    const athlete = i === 0 ? { id: (await recordingNamed('athlete 1')).athleteId } : { name: `Athlete ${i + 1}` }
    const { jobId } = await client.footage.import({ paths: [recording.path], athlete, session: { name: 'Evening' } })
    await context.jobs.whenOver(jobId)
    const { id: recordingId } = await recordingNamed(`athlete ${i + 1} –`)
    const known = await client.labels.list({})
    for (const { label, first, last } of recording.segments) {
      const labelId = known.find((one) => one.name === label)?.id ?? ''
      await client.segments.add({ recordingId, labelId, first, last })
    }
  }
}

async function recordingNamed(start: string) {
  const tree = await station.engine.client.library.tree({})
  const found = tree
    .flatMap((athlete) =>
      athlete.sessions.flatMap((session) => session.recordings.map((one) => ({ ...one, athleteId: athlete.id }))),
    )
    .find((recording) => recording.fileName.startsWith(start))
  if (found === undefined) throw new Error(`No recording ${start}`)
  return found
}
