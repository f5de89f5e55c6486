/**
 * Coding with the keyboard alone, in a real Chromium: found in the palette, marked while it plays, mended, rated, taken back, and
 * what the library holds afterwards. What fails here is work that an analyst would lose or would need a mouse for.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { frameSeen } from '../../src/domain/reaction-lag.ts'
import { allRecordings } from '../fixtures/workplace.ts'
import { barriersOf } from './barriers.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const LAG_MS = 200

let station: Workstation
let recordingId: string
let sessionId: string

beforeAll(async () => {
  station = await startWorkstation()
  const { client, context } = station.engine
  const { jobId } = await client.footage.importSample({})
  await context.jobs.whenOver(jobId)
  const recording = (await allRecordings(station.engine)).find(({ fileName }) => fileName === 'baseball.mp4')!
  recordingId = recording.id
  sessionId = recording.sessionId
})

afterAll(async () => station.close())

const press = (key: string) => station.page.keyboard.press(key)
const segments = () => station.engine.client.segments.list({ recordingId })
const ranges = async () => (await segments()).map(({ first, last }) => [first, last])
const labelNamed = async (name: string) =>
  (await station.engine.client.labels.list({})).find((label) => label.name === name)!

async function shows(frame: number): Promise<void> {
  await station.page.locator(`canvas[data-frame-index="${frame}"]`).waitFor({ timeout: 15_000 })
}

/** Opens something by what it is called in the palette. */
async function find(typed: string, name: string): Promise<void> {
  const { page } = station
  await press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Find a command, place or label' })
  await palette.getByRole('combobox').waitFor()
  await page.keyboard.type(typed)
  await palette.locator('[data-command-item][data-selected]').filter({ hasText: name }).waitFor()
  await press('Enter')
  await palette.waitFor({ state: 'detached' })
}

interface HeardKey {
  readonly key: string
  readonly frame: number
  readonly playing: boolean
}

/** Notes what was on screen when a key was pressed: text, because the tests are checked without the browser's types. */
const noteKeys = `
  window.heardKeys = []
  addEventListener('keydown', ({ key }) => heardKeys.push({
    key,
    frame: Number(document.querySelector('canvas[data-frame-index]').dataset.frameIndex),
    playing: document.querySelector('button[aria-label="Pause"]') !== null,
  }), { capture: true })`

async function playsPast(frame: number): Promise<void> {
  await station.page.evaluate(`(async () => {
    const shown = () => Number(document.querySelector('canvas[data-frame-index]').dataset.frameIndex)
    while (shown() < ${frame}) await new Promise(requestAnimationFrame)
  })()`)
}

test('a whole recording is coded with the keyboard alone', { timeout: 180_000 }, async () => {
  const { page, engine } = station
  const swing = await labelNamed('swing')
  const dive = await labelNamed('dive')
  const result = { kind: 'choice' as const, name: 'result', required: true, choices: ['hit', 'miss'] }
  await engine.client.labels.change({ id: swing.id, modifiers: [result] })

  await station.go('/library')
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await find('bsbll.mp4', 'baseball.mp4')
  await shows(0)

  // What the sample brings is put into the bin.
  for (const left of [2, 1, 0]) {
    await press('Shift+ArrowDown')
    await press('Backspace')
    await expect.poll(async () => (await segments()).length).toBe(left)
  }

  await press('Shift+G')
  await page.keyboard.type(String(LAG_MS))
  await press('Enter')
  await expect.poll(async () => (await engine.client.preferences.all({}))['coding']).toMatchObject({ lagMs: LAG_MS })

  await page.evaluate(noteKeys)
  await press('Shift+J')
  await shows(0)
  await press('Space')
  await playsPast(20)
  await press('1')
  await page.getByRole('list', { name: 'Being marked' }).getByText('swing').waitFor()
  await station.screenshot('coding-live')
  await playsPast(45)
  await press('1')
  await playsPast(60)
  await press('2')
  await playsPast(90)
  await press('2')
  await press('k')
  await expect.poll(async () => (await segments()).length).toBe(2)
  const heard = (await page.evaluate<HeardKey[]>('heardKeys')).filter(({ key }) => key === '1' || key === '2')
  const table = await engine.client.recordings.frames({ id: recordingId })
  const seen = heard.map(({ frame, playing }) =>
    playing ? frameSeen(table, frame, { lagMs: LAG_MS, rate: 1 }) : frame,
  )
  expect(heard.filter(({ playing }) => playing).length).toBeGreaterThanOrEqual(3)
  const [swingFirst, swingLast, diveFirst, diveLast] = seen as [number, number, number, number]
  expect(await ranges()).toEqual([
    [swingFirst, swingLast],
    [diveFirst, diveLast],
  ])
  expect((await segments()).map(({ labelId }) => labelId)).toEqual([swing.id, dive.id])

  await expect.poll(() => page.getByRole('spinbutton', { name: 'First frame' }).inputValue()).toBe(String(diveFirst))
  // The dive is in hand; from it to the swing, and both its ends are trimmed.
  await press('Shift+ArrowUp')
  await shows(swingFirst)
  for (let i = 0; i < 3; i++) await press('.')
  await press('i')
  await press('ArrowDown')
  await shows(swingLast)
  await press(',')
  await press('o')
  const trimmed = { first: swingFirst + 3, last: swingLast - 1 }
  await expect.poll(async () => (await segments())[0]).toMatchObject(trimmed)

  await page.getByText('still missing').waitFor()
  await press('e')
  await press('ArrowDown')
  await expect.poll(async () => (await segments())[0]?.modifiers).toEqual({ result: 'hit' })
  await press('Escape')
  await press('Shift+Digit4')
  await expect.poll(async () => (await segments())[0]?.rating).toBe(4)
  await press('Control+z')
  await expect.poll(async () => (await segments())[0]?.rating).toBeNull()
  await press('Control+Shift+Z')
  await expect.poll(async () => (await segments())[0]?.rating).toBe(4)

  await press('Escape')
  await press('f')
  await press('Shift+R')
  await page.getByRole('button', { name: 'Reviewed 100 %' }).waitFor()
  const whole = [{ first: 0, last: table.pts.length - 1 }]
  expect(await engine.client.reviewed.list({ recordingId })).toMatchObject(whole)

  // In the history one step back, as it was before the review, and on again.
  await press('Shift+H')
  await page.locator('[aria-current="step"]:focus').waitFor()
  await station.screenshot('coding-history')
  await press('Tab')
  await press('Enter')
  await expect.poll(() => engine.client.reviewed.list({ recordingId })).toEqual([])
  expect((await engine.client.history.list({ sessionId }))[0]?.state).toBe('undone')
  await press('Shift+Tab')
  await press('Enter')
  await expect.poll(() => engine.client.reviewed.list({ recordingId })).toMatchObject(whole)

  const [first, second] = await segments()
  expect(first).toMatchObject({ ...trimmed, labelId: swing.id, modifiers: { result: 'hit' }, rating: 4 })
  expect(second).toMatchObject({ first: diveFirst, last: diveLast, labelId: dive.id })
  expect((await engine.client.bin.list({})).filter(({ kind }) => kind === 'segment').length).toBe(3)
  expect(station.complaints).toEqual([])
})

test('the cheat sheet prints on one page of A4, from its own button', { timeout: 120_000 }, async () => {
  const { page } = station
  await press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1)
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
  await page.emulateMedia({ media: 'print' })
  await station.screenshot('keys-printed')
  expect(await page.getByText('One frame back').isVisible()).toBe(true)
  expect(await page.getByRole('navigation', { name: 'Places' }).isVisible()).toBe(false)
  await page.emulateMedia({ media: null })
  await page.evaluate(`window.printed = 0; addEventListener('beforeprint', () => printed++)`)
  await page.getByRole('button', { name: 'Print' }).focus()
  await press('Enter')
  await expect.poll(() => page.evaluate<number>('printed')).toBe(1)
})

test('labels of an exclusive set follow one another, and a held key lasts as long as it is down', async () => {
  const { page, engine } = station
  const set = await engine.client.labelSets.create({ name: 'Phases' })
  await engine.client.labelSets.change({ id: set.id, exclusive: true })
  for (const name of ['wait', 'move']) await engine.client.labels.create({ labelSetId: set.id, name })
  await engine.client.segments.remove({ ids: (await segments()).map(({ id }) => id) })
  await engine.client.sessions.change({ id: sessionId, labelSetId: set.id })
  await station.go(`/label/${recordingId}`)
  await shows(0)
  await page.getByText('One at a time').waitFor()
  await press('1')
  for (let i = 0; i < 2; i++) await press('Shift+>')
  await shows(20)
  await press('2')
  await expect.poll(ranges).toEqual([[0, 19]])
  for (let i = 0; i < 2; i++) await press('.')
  await press('Enter')
  await expect.poll(ranges).toEqual([
    [0, 19],
    [20, 22],
  ])

  await press('Shift+T')
  await expect.poll(async () => (await engine.client.preferences.all({}))['coding']).toMatchObject({ mode: 'hold' })
  await press('Shift+>')
  await shows(32)
  await page.keyboard.down('1')
  await press('.')
  await press('.')
  await shows(34)
  await page.keyboard.up('1')
  await expect.poll(ranges).toEqual([
    [0, 19],
    [20, 22],
    [32, 34],
  ])
  await page.keyboard.down('2')
  await press('Escape')
  await page.keyboard.up('2')
  await press('Shift+T')
  await expect.poll(async () => (await engine.client.preferences.all({}))['coding']).toMatchObject({ mode: 'toggle' })
  expect((await ranges()).length).toBe(3)
})

test('a changed key survives a restart, and a label takes the one that was freed', { timeout: 180_000 }, async () => {
  const { page } = station
  await station.go('/settings/keys')
  const stop = page.getByRole('row', { name: /^Stop/ })
  await stop.getByRole('button', { name: 'Stop: K. Press to change' }).focus()
  await press('Enter')
  await press('l')
  await page.getByText('L belongs to “Play forward, faster”').waitFor()
  await station.screenshot('settings-keys-conflict')
  await page.getByRole('button', { name: 'Leave it' }).click()
  await stop.getByRole('button', { name: 'Stop: K. Press to change' }).focus()
  await press('Enter')
  await press('s')
  await stop.getByRole('button', { name: 'Stop: S. Press to change' }).waitFor()

  await station.restart()
  await station.go('/settings/keys')
  await stop.getByRole('button', { name: 'Stop: S. Press to change' }).waitFor()

  const { client } = station.engine
  await station.go(`/label/${recordingId}`)
  await shows(0)
  await page.getByRole('button', { name: 'Change move' }).click()
  await page.getByRole('button', { name: 'Key of move: 2. Press to change' }).click()
  await press('k')
  await expect.poll(async () => (await labelNamed('move')).hotkey).toBe('k')
  // S is a command now: it is not given away silently.
  await page.getByRole('button', { name: 'Key of move: K. Press to change' }).click()
  await press('s')
  await page.getByText('S belongs to the command “Stop”').waitFor()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await page.getByRole('button', { name: 'Close', exact: true }).click()

  await press('End')
  await press('k')
  await press('Enter')
  const last = (await client.recordings.get({ id: recordingId })).frames - 1
  await expect.poll(ranges).toContainEqual([last, last])
  await press('Space')
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await press('s')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
})

test('borders of panels move by keyboard and mouse, are remembered, and go back', { timeout: 120_000 }, async () => {
  const { page } = station
  await station.go(`/label/${recordingId}`)
  await shows(0)
  const border = page.getByRole('separator', { name: 'Size of the recordings' })
  const size = async () => Number(await border.getAttribute('aria-valuenow'))
  const usual = await size()
  await border.focus()
  await press('ArrowRight')
  await expect.poll(size).toBe(usual + 16)
  const box = (await border.boundingBox())!
  await page.mouse.move(box.x, box.y + 300)
  await page.mouse.down()
  await page.mouse.move(box.x - 36, box.y + 300, { steps: 3 })
  await page.mouse.up()
  await expect.poll(size).toBe(usual - 20)
  await page.reload()
  await shows(0)
  await expect.poll(size).toBe(usual - 20)
  expect((await page.getByRole('complementary', { name: 'Recordings' }).boundingBox())?.width).toBe(usual - 20)
  await border.dblclick({ position: { x: 0, y: 300 } })
  await expect.poll(size).toBe(usual)
})

test('a label set is made, ordered, exported, changed in a file and taken in again', { timeout: 180_000 }, async () => {
  const { page, engine } = station
  await station.go('/label-sets')
  await page.getByPlaceholder('Add a label set').fill('Tennis')
  await press('Enter')
  await page
    .getByRole('textbox', { name: 'Name of the set' })
    .and(page.locator('[value="Tennis"], :not([value])'))
    .waitFor()
  const set = async () => (await engine.client.labelSets.list({})).find(({ name }) => name.startsWith('Tennis'))!
  const names = async () => (await engine.client.labels.list({ labelSetId: (await set()).id })).map(({ name }) => name)
  await page.getByText('No labels yet').waitFor()
  // Typed as fast as the keyboard allows: nothing waits for the first to be confirmed.
  for (const name of ['serve', 'volley']) {
    await page.getByPlaceholder('Add a label', { exact: true }).fill(name)
    await press('Enter')
  }
  await expect.poll(names).toEqual(['serve', 'volley'])
  await page.getByRole('button', { name: 'Move serve' }).focus()
  await press('ArrowDown')
  await expect.poll(names).toEqual(['volley', 'serve'])
  await press('ArrowUp')
  await expect.poll(names).toEqual(['serve', 'volley'])

  await page.getByRole('button', { name: /^serve/ }).click()
  await page.getByRole('combobox', { name: 'Group' }).fill('strokes')
  await press('Tab')
  await page.getByRole('button', { name: 'Add a modifier' }).click()
  await page.getByLabel('Kind of the modifier').selectOption('number')
  await page.getByLabel('Unit').fill('m/s')
  await page.getByLabel('Name of the modifier').fill('speed')
  await press('Tab')
  const serve = async () => (await engine.client.labels.list({})).find(({ name }) => name === 'serve')
  const speed = { kind: 'number', name: 'speed', required: false, unit: 'm/s' }
  await expect.poll(serve).toMatchObject({ group: 'strokes', modifiers: [speed] })

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('Tennis.labels.json')
  const file = readFileSync(await download.path(), 'utf8')
  expect(file).toContain('"speed"')
  const taken = { name: 'Tennis.labels.json', mimeType: 'application/json' }
  const chooser = page.getByLabel('File of a label set')
  await chooser.setInputFiles({ ...taken, buffer: Buffer.from(file.replace('"volley"', '"smash"')) })
  await expect.poll(names).toEqual(['serve', 'smash'])
  await page.getByText('“volley” is called “smash”').waitFor()
  await chooser.setInputFiles({ ...taken, buffer: Buffer.from('{}') })
  await page.getByText('is no label set of Touchline').waitFor()

  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('link', { name: /^Tennis copy/ }).waitFor()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('link', { name: /^Tennis copy/ }).waitFor({ state: 'detached' })
  await station.go('/bin')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('labelSet')
  await page.getByLabel('Choose all').check()
  await page.getByRole('button', { name: 'Restore 1', exact: true }).click()
  await expect
    .poll(async () => (await engine.client.labelSets.list({})).map(({ name }) => name))
    .toContain('Tennis copy')
})

test(
  'a backup brings the library back, and says where what was there before is kept',
  { timeout: 30_000 },
  async () => {
    const { page, engine } = station
    await station.go('/settings/backups')
    await page.getByRole('button', { name: 'Make a backup now' }).click()
    await page.getByRole('cell', { name: 'made by hand' }).waitFor()
    const serve = await labelNamed('serve')
    await engine.client.labels.remove({ id: serve.id })
    await page
      .getByRole('button', { name: /^Restore the backup/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    const [safety] = await expect
      .poll(async () => (await engine.client.backups.list({})).filter(({ reason }) => reason === 'restore'))
      .toHaveLength(1)
      .then(async () => (await engine.client.backups.list({})).filter(({ reason }) => reason === 'restore'))
    await page.getByRole('status').filter({ hasText: safety!.name }).waitFor()
    expect(await labelNamed('serve')).toEqual(serve)
  },
)

test('every page, panel and dialog of coding reads well in both themes and narrow', { timeout: 300_000 }, async () => {
  const { page, engine } = station
  const serve = await labelNamed('wait')
  await engine.client.labels.change({ id: serve.id, group: 'Rally' })
  await engine.client.backups.create({})
  // Names as long as they may be, and more versions than fit.
  const long = await engine.client.labels.create({ name: 'x'.repeat(200) })
  for (let i = 0; i < 12; i++) await engine.client.labels.change({ id: long.id, group: `Group ${i % 2}` })
  const found: string[] = []
  const barriers = async (where: string): Promise<void> => {
    found.push(...(await barriersOf(page)).map((barrier) => `${where}: ${barrier}`))
  }
  for (const [theme, width, size] of [
    ['dark', 1440, 'wide'],
    ['light', 1440, 'wide'],
    ['light', 820, 'narrow'],
  ] as const) {
    await page.evaluate((chosen) => localStorage.setItem('touchline.theme', chosen), theme)
    await page.setViewportSize({ width, height: 900 })
    const look = async (name: string): Promise<void> => {
      await station.screenshot(`${name}-${theme}-${size}`)
      if (size === 'wide') await barriers(`${name}, ${theme}`)
      const cut = '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector("main"))'
      if (await page.evaluate<boolean>(cut)) found.push(`${name}, ${size}: wider than the window`)
    }
    await station.go('/label-sets')
    await page.getByRole('heading', { name: 'Versions' }).waitFor()
    await page.getByRole('list', { name: 'Labels without a group' }).getByRole('button').nth(1).click()
    await look('label-sets')
    await station.go('/bin')
    await page.getByRole('row').nth(1).waitFor()
    await look('bin')
    for (const section of ['coding', 'keys', 'backups']) {
      await station.go(`/settings/${section}`)
      await page.getByRole('region', { name: /Marking|Keys|Backups/ }).waitFor()
      if (section === 'backups') await page.getByRole('row').nth(1).waitFor()
      await look(`settings-${section}`)
    }
    await page
      .getByRole('button', { name: /^Restore the backup/ })
      .first()
      .click()
    await look('backups-restore')
    await press('Escape')
    await press('Control+k')
    await page.getByRole('option').first().waitFor()
    await look('palette')
    await press('Escape')
    await press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await look('keys')
    await press('Escape')
    await station.go(`/label/${recordingId}`)
    await shows(0)
    await press('Shift+ArrowDown')
    await page.getByRole('spinbutton', { name: 'First frame' }).waitFor()
    await press('1')
    await look('label-coding')
    await press('Escape')
    await press('Shift+H')
    await page.locator('[aria-current="step"]').waitFor()
    await look('label-history')
  }
  expect(found).toEqual([])
  expect(station.complaints).toEqual([])
})
