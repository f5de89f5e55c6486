/**
 * Training as somebody does it who wants more than the preset, in a real Chromium: other settings, a mistake in them, a run
 * that is stopped and goes on, what it is worth label by label, and weights to start from.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NetworkModel } from '../../src/contract/learning.ts'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import { importOne } from '../fixtures/workplace.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const labels = ['arm-circles', 'squat']
const athletes = [1, 2, 3]
const WAIT_MS = 180_000
let station: Workstation

beforeAll(async () => {
  station = await startWorkstation()
  // Colours change at once with the theme, so that they are judged as they stay.
  await station.page.emulateMedia({ reducedMotion: 'reduce' })
  const { client } = station.engine
  const labelIds = new Map<string, string>()
  for (const name of labels) labelIds.set(name, (await client.labels.create({ name })).id)
  for (const athlete of athletes) {
    const { path, segments } = await renderLongRecording({
      out: join(station.folder, `athlete ${athlete}.mp4`),
      seed: 5,
      athlete,
      labels: [...labels],
      lengthSecs: 20,
      width: 160,
      height: 120,
    })
    const place = { athlete: `Athlete ${athlete}`, session: 'Evening' }
    const recordingId = await importOne(station.engine, path, place)
    for (const { label, first, last } of segments) {
      await client.segments.add({ recordingId, labelId: labelIds.get(label)!, first, last })
    }
  }
})
afterAll(async () => station.close())

/** In both themes. */
async function barriers(): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['dark', 'light']) {
    await station.page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
    const here = await barriersOf(station.page)
    found.push(...here.map((barrier) => `${theme}: ${barrier}`))
  }
  await station.page.evaluate(`document.documentElement.dataset.theme = 'dark'`)
  return found
}

test('a setting that is no value is said at its field, and one goes back to the preset’s', async () => {
  const { page } = station
  await station.go('/train')
  await page.getByText('More settings').click()
  const epochs = page.getByLabel('Epochs', { exact: true })
  const start = page.getByRole('button', { name: 'Start training' })
  await expect.poll(() => start.isEnabled()).toBe(true)
  await epochs.fill('2.5')
  await page.getByText('A whole number from 1 to 2,000.').waitFor()
  expect(await epochs.getAttribute('aria-invalid')).toBe('true')
  expect(await start.isDisabled()).toBe(true)
  await page.getByLabel('Stop early', { exact: true }).selectOption('heldOutLoss')
  await page.getByText('chosen by its held-out score').waitFor()
  await page.getByLabel('Frozen stages', { exact: true }).selectOption('layer2')
  await page.getByLabel('Kept views of a clip', { exact: true }).waitFor()
  await station.screenshot('train-settings')
  expect(await barriers()).toEqual([])

  await page.getByRole('button', { name: 'Frozen stages: back to the preset’s' }).click()
  await page.getByRole('button', { name: 'Stop early: back to the preset’s' }).click()
  await page.getByRole('button', { name: 'Epochs: back to the preset’s' }).click()
  expect(await epochs.inputValue()).toBe('24')
  expect(await page.evaluate('document.activeElement.id')).toBe(await epochs.getAttribute('id'))
  expect(await page.getByText('changed', { exact: true }).count()).toBe(0)
})

test('a run with other settings shows its phases, is stopped, goes on, and says what it is worth', async () => {
  const { page, engine } = station
  await page.getByLabel('Epochs', { exact: true }).fill('5')
  await page.getByLabel('Balance', { exact: true }).selectOption('loss')
  await page.getByLabel('Weights to keep', { exact: true }).selectOption('heldOutMacroF1')
  await page.getByText('3 changed').waitFor()
  await page.getByRole('button', { name: 'Start training' }).click()
  const phase = page.locator('[data-phase]')
  await expect.poll(() => phase.getAttribute('data-phase'), { timeout: WAIT_MS }).toBe('Warming up')
  await page.getByText(/epoch 2 of 5 · [\d.]+ s/).waitFor({ timeout: WAIT_MS })
  await page.getByText('Log', { exact: true }).click()
  await page.getByRole('list', { name: 'Log of the run' }).waitFor()
  await station.screenshot('train-phases')
  await page.getByRole('button', { name: 'Cancel training' }).click()

  await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: WAIT_MS })
  const [stopped] = await engine.client.training.runs({})
  const before = (await engine.client.training.run({ id: stopped!.id })).epochs
  expect(before.length).toBeGreaterThan(0)
  await station.screenshot('train-stopped')
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Resume' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await result.waitFor({ timeout: WAIT_MS })

  const { run, epochs, model } = await engine.client.training.run({ id: stopped!.id })
  expect(run).toMatchObject({ state: 'done', config: { epochs: 5, balance: 'loss', keepBest: 'heldOutMacroF1' } })
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5])
  expect(epochs.slice(0, before.length)).toEqual(before)
  const said = await result.textContent()
  expect(said).toContain(`Weights of epoch ${(model as NetworkModel).epoch} of 5, the best by held-out macro F1.`)
  expect(said).toContain('chosen by its score on these held-out clips')
  expect(said).toMatch(/% over 1 athlete .*% over \d+ clips/s)
})

test('the done run tells label from label, for any epoch, on either side', async () => {
  const { page, engine } = station
  const [run] = await engine.client.training.runs({})
  const { epochs, model } = await engine.client.training.run({ id: run!.id })
  const byLabel = page.getByRole('table', { name: 'Scores by label' })
  const clipsOf = async (label: string) =>
    Number(await byLabel.getByRole('row', { name: label }).getByRole('cell').first().textContent())
  expect(await clipsOf('squat')).toBe(model!.heldOut!.perClass[1]!.clips)
  await page.getByLabel('Clips', { exact: true }).selectOption('train')
  await expect.poll(() => clipsOf('squat')).toBe(epochs.at(-1)!.train!.perClass[1]!.clips)
  // The first point of the curve lies on the axis: a third of the way along are the early epochs.
  const chart = page.getByRole('img', { name: /^Accuracy/ })
  const { width, height } = (await chart.boundingBox())!
  await chart.click({ position: { x: 56 + (width - 72) * 0.25, y: height / 2 } })
  await expect.poll(() => page.getByLabel('Of', { exact: true }).inputValue()).toBe('2')
  await page.getByLabel('Score', { exact: true }).selectOption('macroF1')
  await page.getByRole('img', { name: /^Macro F1/ }).waitFor()
  await page.getByText('Record of this run').click()
  await page.getByText('Balance: Weigh rare labels’ mistakes').waitFor()
  await page.getByText(model!.dataset.hash).waitFor()
  await station.screenshot('train-labels')
  expect(await barriers()).toEqual([])
})

test('weights are added from a file with their licence, a run starts from them, and they are removed again', async () => {
  const { page, engine } = station
  const [model] = await engine.client.models.list({})
  const folder = join(station.folder, 'library', 'models', model!.id)
  await station.go('/settings')
  await page.getByText('None yet: networks start from random weights.').waitFor()
  await page.getByRole('button', { name: 'Add weights…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add starting weights' })
  await dialog.getByText('non-commercial research').waitFor()
  await station.screenshot('weights-published')
  expect(await barriers()).toEqual([])

  await dialog.getByLabel('An address').check()
  await dialog.getByRole('textbox', { name: 'Address' }).fill('ftp://example.org/resnet18.pth')
  await dialog.getByRole('button', { name: 'Download' }).click()
  await dialog.getByRole('alert').waitFor()
  expect(await dialog.getByRole('alert').textContent()).toContain('https')

  await dialog.getByLabel('A file of this machine').check()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await dialog.getByRole('button', { name: 'Go', exact: true }).click()
  await dialog.getByLabel(/weights\.safetensors/).check()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Our first')
  await dialog.getByRole('textbox', { name: 'Licence' }).fill('CC BY 4.0')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const row = page.getByRole('row', { name: /Our first/ })
  await row.waitFor({ timeout: WAIT_MS })
  const [stored] = await engine.client.weights.list({})
  expect(await row.textContent()).toContain('CC BY 4.0')
  expect(await row.textContent()).toContain(stored!.sha256.slice(0, 8))
  await station.screenshot('weights-stored')
  expect(await barriers()).toEqual([])

  await station.go('/train')
  await page.getByText('More settings').click()
  await page
    .getByLabel('Starting weights', { exact: true })
    .selectOption({ label: `Our first: ${stored!.description}` })
  await page.getByText('Licence: CC BY 4.0').waitFor()
  await page.getByLabel('Frozen stages', { exact: true }).selectOption('layer3')
  await page.getByLabel('Epochs', { exact: true }).fill('1')
  await page.getByRole('button', { name: 'Start training' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await result.waitFor({ timeout: WAIT_MS })
  expect(await result.textContent()).toContain('started from Our first (file weights.safetensors, CC BY 4.0, SHA-256')
  await page.getByText('Log', { exact: true }).click()
  await page
    .getByRole('list', { name: 'Log of the run' })
    .getByText(/kept features/)
    .first()
    .waitFor()

  await station.go('/settings')
  await page.getByRole('button', { name: 'Remove Our first' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('None yet: networks start from random weights.').waitFor()
  expect(await engine.client.weights.list({})).toEqual([])
  // The browser itself says that an address was refused.
  expect(station.complaints.filter((line) => !line.includes('422'))).toEqual([])
})
