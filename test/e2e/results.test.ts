/**
 * The paper's tables as somebody measures them who has a copy of a set, in a real Chromium: a folder chosen, the plan read,
 * the table filled, its curves and pictures looked at, found again after a reload.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeStandIn } from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const WAIT_MS = 180_000
let station: Workstation
let data: string

beforeAll(async () => {
  station = await startWorkstation()
  await station.page.emulateMedia({ reducedMotion: 'reduce' })
  data = join(station.folder, 'YouTube Action')
  await makeStandIn({ name: 'ucf11', dir: data, small: true, seed: 1 })
})
afterAll(async () => station.close())

/** In both themes. */
async function barriers(name: string): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    const shown = await station.page.evaluate<string>(`document.documentElement.dataset.theme`)
    if (shown !== theme) await station.page.getByRole('button', { name: `Switch to the ${theme} theme` }).click()
    await station.screenshot(`results-${name}-${theme}`)
    const here = await barriersOf(station.page, ['iframe'])
    found.push(...here.map((barrier) => `${theme}: ${barrier}`))
  }
  return found
}

async function narrow(name: string): Promise<void> {
  await station.page.setViewportSize({ width: 720, height: 900 })
  await station.screenshot(`results-${name}-narrow`)
  // Wide tables scroll in their own frames, the page does not.
  expect(await station.page.evaluate(`document.querySelector('main').scrollWidth <= innerWidth`)).toBe(true)
  await station.page.setViewportSize({ width: 1440, height: 900 })
}

async function choose(folder: string): Promise<void> {
  const { page } = station
  await page.getByRole('button', { name: 'Choose a folder…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a data set' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await dialog.getByRole('button', { name: 'Go', exact: true }).click()
  await dialog.getByText(folder, { exact: true }).waitFor()
  await station.screenshot('results-choose')
  await dialog.getByRole('button', { name: 'Use this folder' }).click()
}

test('a page without results says what it is for; a folder without clips says what it lacks', async () => {
  const { page } = station
  await page.getByRole('link', { name: 'Results' }).click()
  await page.getByText('Nothing measured yet.').waitFor()
  expect(new URL(page.url()).pathname).toBe('/results')
  expect(await barriers('empty')).toEqual([])
  const empty = join(station.folder, 'nothing in it')
  await mkdir(empty)
  await choose(empty)
  await page.getByRole('alert').getByText('There are no videos in').waitFor()
  expect(await barriers('no-set')).toEqual([])
})

test('a set is chosen, its plan has a price, and the table fills as it is measured', async () => {
  const { page, engine } = station
  await choose(data)
  await page.getByText(/\d+ clips of 11 classes in\s+\d+ groups/).waitFor()
  await page.getByText(/Here: 60\/20\/20 by group; nothing leaks\./).waitFor()
  const plan = page.getByRole('region', { name: 'Plan' })
  await plan
    .getByRole('row', { name: /honest: 60\/20\/20 by group/ })
    .first()
    .waitFor()
  expect(await plan.getByRole('row').count()).toBe(11)
  expect(await barriers('plan')).toEqual([])
  await narrow('plan')

  await page.getByLabel('Epochs').fill('0')
  await page.getByRole('alert').getByText('a whole number').waitFor()
  expect(await page.getByRole('button', { name: 'Start measuring' }).isDisabled()).toBe(true)
  await page.getByLabel('Epochs').fill('2')
  await page.getByRole('radio', { name: 'Tiny' }).check()
  await page.getByRole('radio', { name: 'As in the paper' }).check()
  await page.getByLabel('Where three networks look, on UCF11').check()
  await page.getByRole('button', { name: 'None' }).click()
  await page.getByLabel('RLNet', { exact: true }).check()
  await expect.poll(() => plan.getByRole('row').count()).toBe(2)
  await expect.poll(() => page.getByRole('button', { name: 'Start measuring' }).isEnabled()).toBe(true)
  await page.getByRole('button', { name: 'Start measuring' }).click()

  const phase = page.locator('[data-phase]')
  await expect.poll(() => phase.getAttribute('data-phase'), { timeout: WAIT_MS }).toMatch(/^Run 1 of 1: RLNet, paper: /)
  await page.getByText('Log', { exact: true }).click()
  await page.getByText('1 run, done before: 0').waitFor()
  const numbers = page.getByRole('region', { name: /^Table 3\.2\..*numbers$/ })
  await numbers.waitFor()
  expect(await numbers.getByText('not run').count()).toBe(5)
  expect(await barriers('running')).toEqual([])
  await expect.poll(() => numbers.getByText('not run').count(), { timeout: WAIT_MS }).toBe(4)

  const [results] = await engine.client.results.list({})
  const row = results!.tables[0]!.rows.find(({ system }) => system === 'rlnet')!
  const cells = await numbers
    .getByRole('row', { name: /^RLNet / })
    .getByRole('cell')
    .allTextContents()
  expect(cells.map((cell) => cell.trim()).slice(0, 2)).toEqual(['90.86', row.measured!.accuracy.toFixed(2)])
})

test('curves, pictures, records and files are there, after a reload and a restart too', async () => {
  const { page } = station
  await page.getByText('Cancel measuring').waitFor({ state: 'detached', timeout: WAIT_MS })
  await page.reload()
  const curve = page.getByRole('img', { name: /^Accuracy by epoch: RLNet, training/ })
  await expect.poll(() => curve.getAttribute('data-points')).toBe('4')
  await page.getByText('1 run behind these numbers').click()
  await page.getByText(/^RLNet, paper: [\d.]+ % of \d+ test clips$/).click()
  await page.getByText(/Learned from\s+\d+,\s+validated on/).waitFor()
  expect(await barriers('table')).toEqual([])
  await narrow('table')

  const csv = await page.getByRole('link', { name: 'CSV', exact: true }).getAttribute('href')
  const text = await page.evaluate<string>(`fetch(${JSON.stringify(csv)}).then((answer) => answer.text())`)
  expect(text).toMatch(/^System,"Paper, %","Touchline, %"/)

  await page.getByRole('link', { name: /^Where three networks look/ }).click()
  const picture = page.frameLocator('iframe').getByRole('img').first()
  await picture.waitFor()
  expect(await barriers('grad-cam')).toEqual([])

  await station.restart()
  await page.getByRole('link', { name: 'Results' }).click()
  await page.getByRole('link', { name: /UCF11.*tiny scale, 2 epochs.*done/ }).click()
  await page.getByRole('region', { name: /^Table 3\.2\..*numbers$/ }).waitFor()
  expect(await station.engine.client.results.list({})).toHaveLength(1)
})

test('more of it is planned from what was asked, stopped, and what is damaged is said', async () => {
  const { page, engine } = station
  await page.getByRole('button', { name: 'Measure more of this set' }).click()
  const plan = page.getByRole('region', { name: 'Plan' })
  await plan.getByText('The one run is done already').waitFor()
  expect(await page.getByLabel('Epochs').inputValue()).toBe('2')
  await page.getByLabel('Epochs').fill('400')
  await expect.poll(() => plan.getByRole('row', { name: /0 of 1$/ }).count()).toBe(1)
  await page.getByRole('button', { name: 'Start measuring' }).click()
  await page.getByRole('button', { name: 'Cancel measuring' }).click()
  await page.getByRole('button', { name: 'Go on' }).waitFor({ timeout: WAIT_MS })
  expect(await barriers('stopped')).toEqual([])

  const folder = join(station.folder, 'library', 'results')
  const id = (await readdir(folder)).find((name) => name.includes('2-epochs'))!
  await writeFile(join(folder, id, 'table-3.2.json'), '{')
  await station.go(`/results/${id}`)
  await page.getByRole('alert').getByText('table-3.2.json is damaged').waitFor()
  expect(await barriers('damaged')).toEqual([])
  await station.go('/results/nothing')
  await page.getByText('There are no such results').waitFor()
  expect(await engine.client.results.list({})).toHaveLength(2)
  // The browser itself says that a folder was refused.
  expect(station.complaints.filter((line) => !line.includes('422'))).toEqual([])
})
