/** The desktop host in real Electron. Its binary is downloaded apart from npm: where it is not, this says so and does not run. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const executablePath = process.env['TOUCHLINE_ELECTRON'] ?? ''
const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const reason =
  executablePath === ''
    ? "Electron's binary could not be downloaded here"
    : display
      ? ''
      : 'there is no display to open a window on'

describe('the desktop host', () => {
  let folder: string
  let app: ElectronApplication

  beforeEach(({ skip }) => {
    skip(reason !== '', reason)
  })
  beforeAll(async () => {
    if (reason !== '') return
    folder = await mkdtemp(join(tmpdir(), 'touchline-electron-'))
    app = await _electron.launch({
      executablePath,
      args: [root, `--library=${join(folder, 'library')}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    })
  })
  afterAll(async () => {
    if (reason !== '') return
    await app.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('opens the window on a library, over its own protocol, without Node in the page', async () => {
    const page = await app.firstWindow()
    await page.getByText('Drop footage here, or open the sample').waitFor()
    expect(page.url()).toBe('app://touchline/')
    const reach = await page.evaluate<Record<string, string>>(
      `({ require: typeof require, process: typeof process, desktop: Object.keys(window.desktop).sort().join() })`,
    )
    expect(reach).toEqual({
      require: 'undefined',
      process: 'undefined',
      desktop: 'chooseFootage,chooseWeights,onMenu,pathOf,reveal',
    })
  })

  it('opens the sample and plays it', async () => {
    const page = await app.firstWindow()
    await page.getByRole('button', { name: 'Open the sample' }).click()
    await page.getByRole('link', { name: 'baseball.mp4' }).click({ timeout: 120_000 })
    await expect
      .poll(() => page.locator('canvas[data-frame-index]').getAttribute('data-frame-index'), { timeout: 60_000 })
      .toBe('0')
  })

  it('opens no other page and no other window', async () => {
    const page = await app.firstWindow()
    await page.evaluate(`window.open('https://example.org')`)
    await page.evaluate(`location.href = 'https://example.org'`).catch(() => undefined)
    expect(app.windows()).toHaveLength(1)
    expect(page.url()).toMatch(/^app:\/\/touchline\//)
  })
})
