/**
 * Work that goes on while the window looks elsewhere, in a real Chromium: it is left, reloaded, asked for twice, and the
 * library is changed by somebody else. What it shows must be so.
 */
import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import { addProposals } from '../../src/engine/labelling/proposals.ts'
import { importOne } from '../fixtures/workplace.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const labels = ['arm-circles', 'squat']
const WAIT_MS = 180_000
const recordingIds: string[] = []
const labelIds = new Map<string, string>()
let station: Workstation

beforeAll(async () => {
  station = await startWorkstation()
  const { client } = station.engine
  for (const name of labels) labelIds.set(name, (await client.labels.create({ name })).id)
  for (const athlete of [1, 2, 3]) {
    const out = join(station.folder, `athlete ${athlete}.mp4`)
    const figure = { out, seed: 5, athlete, labels: [...labels], lengthSecs: 20, width: 160, height: 120 }
    const { path, segments } = await renderLongRecording(figure)
    const recordingId = await importOne(station.engine, path, { athlete: `Athlete ${athlete}`, session: 'Evening' })
    recordingIds.push(recordingId)
    for (const { label, first, last } of segments) {
      await client.segments.add({ recordingId, labelId: labelIds.get(label)!, first, last })
    }
  }
  await over((await train(1)).jobId)
})
afterAll(async () => station.close())
beforeEach(async () => {
  for (const job of await station.engine.client.jobs.list({})) {
    if (job.endedAt === null) await station.engine.client.jobs.cancel({ id: job.id })
    await over(job.id)
  }
})

/** A training as long as is wanted; what needs the network waits behind it. */
const train = (epochs: number) =>
  station.engine.client.training.start({
    labelIds: [],
    groupBy: 'athlete',
    heldOutShare: 0.25,
    seed: 1,
    preset: 'quick',
    epochs,
  })
const over = (id: string) => station.engine.context.jobs.whenOver(id)
const jobsOf = async (kind: string) => (await station.engine.client.jobs.list({})).filter((job) => job.kind === kind)

test('what would be learned is counted anew when somebody labels, and nothing ticked is never taken for all', async () => {
  const { page, engine } = station
  await station.go('/train')
  const row = page.getByRole('row', { name: /squat/ })
  const counts = async () => (await row.getByRole('cell').allTextContents()).slice(2).map(Number)
  const start = page.getByRole('button', { name: 'Start training' })
  await expect.poll(() => start.isEnabled()).toBe(true)
  const before = await counts()
  const added = { recordingId: recordingIds[0]!, labelId: labelIds.get('squat')!, first: 0, last: 20 }
  const { id } = await engine.client.segments.add(added)
  await expect.poll(async () => (await counts()).reduce((a, b) => a + b)).toBe(before[0]! + before[1]! + 1)
  await engine.client.segments.remove({ ids: [id] })
  await expect.poll(counts).toEqual(before)

  for (const label of labels) await page.getByLabel(`Learn ${label}`).uncheck()
  await page.getByText('Choose the labels to learn: at least 2.').waitFor()
  expect(await row.textContent()).toContain('–')
  expect(await start.isDisabled()).toBe(true)
  expect(await barriersOf(page)).toEqual([])
  for (const label of labels) await page.getByLabel(`Learn ${label}`).check()
  await expect.poll(() => start.isEnabled()).toBe(true)
})

test('a pass over a recording is found again after a reload, belongs to that recording alone, and runs once', async () => {
  const { page, engine } = station
  const { jobId } = await train(500)
  await station.go(`/review/${recordingIds[2]}`)
  await page.getByRole('button', { name: 'Propose labels' }).dblclick()
  await page.getByText('Waiting for other work to end').waitFor()
  await page.reload()
  await page.getByText('Waiting for other work to end').waitFor()
  await page.getByRole('complementary').getByRole('combobox').first().selectOption(recordingIds[1]!)
  await page.getByRole('button', { name: 'Propose labels' }).waitFor()
  await page.goBack()
  await page.getByText('Waiting for other work to end').waitFor()
  expect(await jobsOf('predict')).toHaveLength(1)
  await page
    .getByRole('button', { name: 'Jobs' })
    .or(page.getByRole('button', { name: /running/ }))
    .click()
  const tray = page.getByRole('region', { name: 'Jobs' })
  await tray
    .getByText(/^Train quick/i)
    .first()
    .waitFor()
  expect(await barriersOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('The last pass was cancelled.').waitFor()
  await engine.client.jobs.cancel({ id: jobId })
})

test('a question why is found again after a reload, and asked once', async () => {
  const { page, engine } = station
  const { jobId } = await train(500)
  await station.go(`/review/${recordingIds[2]}`)
  await page.locator('canvas[data-frame-index]').waitFor()
  await page.getByRole('button', { name: 'Explain from this frame' }).waitFor()
  await page.locator('canvas[data-frame-index]').click()
  await page.keyboard.press('e')
  await page.keyboard.press('e')
  await page.getByRole('progressbar', { name: 'Explaining' }).waitFor()
  expect(await jobsOf('explain')).toHaveLength(1)
  await page.reload()
  await page.getByRole('progressbar', { name: 'Explaining' }).waitFor()
  await engine.client.jobs.cancel({ id: jobId })
  await page.getByText(/What speaks for/).waitFor({ timeout: WAIT_MS })
})

test('a verdict that is given before the last one is kept is on the proposal after it', async () => {
  const { page, engine } = station
  const [recordingId, modelId] = [recordingIds[0]!, (await engine.client.models.list({}))[0]!.id]
  const insert = 'INSERT INTO prediction VALUES (?, ?, ?, ?, ?, ?)'
  engine.context.db.prepare(insert).run('p', recordingId, modelId, '{}', '[]', '2026-01-01T00:00:00.000Z')
  const proposals = [0, 100, 200].map((first) => ({ label: 'squat', first, last: first + 20, confidence: 0.9 }))
  addProposals(engine.context, { recordingId, modelId, modelName: 'M', predictionId: 'p', proposals })
  await station.go(`/review/${recordingId}`)
  await page.getByText('3 open proposals of 3').waitFor()
  const accept = page.getByRole('button', { name: 'Accept' })
  expect(await accept.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect.poll(() => accept.isEnabled()).toBe(true)
  await page.evaluate(`for (const _ of 'aa') {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }))
  }`)
  await page.getByText('1 open proposal of 3').waitFor()
  const states = (await engine.client.segments.list({ recordingId }))
    .filter(({ source }) => source === 'model')
    .map(({ first, state }) => `${first} ${state}`)
  expect(states).toEqual(['0 accepted', '100 accepted', '200 proposed'])
})

test('a run that another window goes on with is shown as it is', async () => {
  const { page, engine } = station
  const { jobId, runId } = await train(40)
  const epochs = async () => (await engine.client.training.run({ id: runId })).epochs.length
  await expect.poll(epochs, { timeout: WAIT_MS }).toBeGreaterThan(0)
  await engine.client.jobs.cancel({ id: jobId })
  await over(jobId)
  await station.go(`/train/${runId}`)
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await engine.client.training.resume({ runId })
  await page.getByRole('button', { name: 'Cancel training' }).waitFor()
  expect(await page.getByRole('button', { name: 'Resume' }).count()).toBe(0)
})

test('a recording that is removed meanwhile is not passed over for another, and is there again when it is restored', async () => {
  const { page, engine } = station
  const id = recordingIds[1]!
  await station.go(`/review/${id}`)
  await page.getByRole('button', { name: 'Propose labels' }).waitFor()
  await engine.client.recordings.remove({ id })
  await page.getByText('This recording is not in the library any more').waitFor()
  await engine.client.recordings.restore({ id })
  await expect.poll(() => page.locator('canvas[data-frame-index]').getAttribute('data-frame-index')).toBe('0')
})

test('an athlete and a session are renamed by keyboard, and a name that is taken is refused in words', async () => {
  const { page, engine } = station
  const names = async () => (await engine.client.library.tree({})).map(({ name }) => name)
  await station.go('/library')
  await page.getByRole('button', { name: 'Rename Athlete 3' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Zoë, د. سمير 🏸')
  await page.keyboard.press('Enter')
  await expect.poll(names).toContain('Zoë, د. سمير 🏸')
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Rename')
  // Under the new name it stands elsewhere in the list.
  await page.getByRole('button', { name: 'Rename Zoë' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Athlete 1')
  await page.keyboard.press('Enter')
  await page.getByText('There is already an athlete “Athlete 1”').waitFor()
  expect(await names()).toContain('Zoë, د. سمير 🏸')
  await page.getByRole('button', { name: 'Rename Evening' }).first().click()
  await page.keyboard.type('Morning')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Rename Evening' }).first().click()
  await page.keyboard.type('Night')
  await page.getByRole('heading', { name: 'Library', level: 1 }).click()
  await page.getByText('Night', { exact: true }).waitFor()
  expect(await barriersOf(page)).toEqual([])
})

test('files that are dropped join the open import; one that is no video is named, and the window stays where it is', async () => {
  const { page } = station
  await station.go('/library')
  await page.getByRole('button', { name: 'Import footage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import footage' })
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    for (const name of ['a.mp4', 'empty.mp4', 'b.mp4']) {
      dataTransfer.items.add(new File(name === 'empty.mp4' ? [] : ['film'], name))
    }
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
    document.querySelector('dialog').dispatchEvent(drop)
    window.kept = drop.defaultPrevented
  })()`)
  const chosen = dialog.getByRole('list', { name: 'Chosen footage' }).getByRole('listitem')
  await expect.poll(() => chosen.count()).toBe(2)
  expect(await page.evaluate('window.kept')).toBe(true)
  await page.getByText(/^empty\.mp4 was not taken\./).waitFor()
  await dialog.getByRole('combobox', { name: 'Athlete' }).fill('x'.repeat(300))
  expect((await dialog.getByRole('combobox', { name: 'Athlete' }).inputValue()).length).toBe(200)
  await dialog.getByRole('combobox', { name: 'Session' }).fill(' ')
  expect(await dialog.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
})

test('footage or a model that is gone is said where it was asked for, and hides nothing else', async () => {
  const { page, engine, folder } = station
  const film = join(folder, 'athlete 3.mp4')
  await rename(film, `${film}.away`)
  await station.go(`/review/${recordingIds[2]}`)
  await page.getByRole('button', { name: 'Propose labels' }).click()
  const side = page.getByRole('complementary')
  await side.getByText(/^The footage of athlete 3\.mp4 is not at/).waitFor()
  await page.getByRole('button', { name: 'Explain from this frame' }).click()
  await expect.poll(() => side.getByRole('alert').count()).toBe(2)
  await rename(`${film}.away`, film)

  const [run] = (await engine.client.training.runs({})).filter(({ state }) => state === 'done')
  const model = join(folder, 'library', 'models', run!.modelId!)
  await rename(model, `${folder}/away`)
  await station.go(`/train/${run!.id}`)
  await page.getByText('The model of this run can’t be read.').waitFor()
  await page.getByRole('img', { name: /^Loss/ }).waitFor()
  await rename(`${folder}/away`, model)

  // A newer one would be taken where none is named.
  const copy = join(folder, 'newer')
  await cp(model, copy, { recursive: true })
  const facts = JSON.parse(await readFile(join(copy, 'model.json'), 'utf8')) as object
  const newer = { ...facts, id: 'newer', createdAt: '2099-01-01T00:00:00.000Z' }
  await writeFile(join(copy, 'model.json'), JSON.stringify(newer))
  await engine.client.models.add({ path: copy })
  await page.reload()
  await page.getByRole('button', { name: 'Run it on a recording' }).click()
  await expect.poll(() => side.getByRole('combobox').nth(1).inputValue()).toBe(run!.modelId)
})
