/** A workstation under test: the engine on a library of its own, served on loopback, in a real Chromium. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type Engine, openEngine } from '../../src/engine/engine.ts'
import { serve, type Served } from '../../src/server/serve.ts'

const root = resolve(import.meta.dirname, '../..')
export const screenshotDir = join(root, 'test/screenshots')

export interface Workstation {
  readonly engine: Engine
  readonly page: Page
  readonly folder: string
  /** Opens a place of the window. */
  go(path: string): Promise<void>
  /** A picture of what is shown now, for people to look at. */
  screenshot(name: string): Promise<void>
  /** What the page complained of so far: errors of scripts, of the console, refused by the content security policy. */
  readonly complaints: readonly string[]
  /** Ends the engine and starts another on the same library, as after a restart of the program. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** The Chromium that set-up found; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const named = process.env['TOUCHLINE_CHROMIUM']
  if (named !== undefined && named !== '') return named
  const cache =
    process.env['TOUCHLINE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'touchline')
  const machine = join(cache, 'machine.json')
  if (existsSync(machine)) {
    const parsed = JSON.parse(readFileSync(machine, 'utf8')) as { chromium?: { path?: string } | null }
    if (parsed.chromium?.path !== undefined) return parsed.chromium.path
  }
  return ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
}

/** Starts one. The window must have been built: `npm test` does that first. */
export async function startWorkstation(): Promise<Workstation> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('No Chromium was found: run the tests through npm test.')
  const folder = await mkdtemp(join(tmpdir(), 'touchline-e2e-'))
  let running = await start(folder)
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  mkdirSync(screenshotDir, { recursive: true })
  await page.goto(running.served.url)

  return {
    get engine() {
      return running.engine
    },
    page,
    folder,
    complaints,
    go: async (path) => void (await page.goto(new URL(path, running.served.url).href)),
    screenshot: async (name) => void (await page.screenshot({ path: join(screenshotDir, `${name}.png`) })),
    restart: async () => {
      const before = complaints.length
      await stop(running)
      running = await start(folder)
      await page.goto(running.served.url)
      // That the engine went away under an open page is what was asked for.
      complaints.length = before
    },
    close: async () => {
      await browser.close()
      await stop(running)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Running {
  engine: Engine
  served: Served
}

async function start(folder: string): Promise<Running> {
  const engine = await openEngine({
    libraryDir: join(folder, 'library'),
    create: true,
    program: 'end-to-end test',
    allowedRoots: [folder, join(root, 'resources')],
    rendererDir: join(root, 'out/renderer'),
    computeEntry: join(root, 'src/compute/main.ts'),
    sampleDir: join(root, 'resources/sample'),
    appVersion: '0.0.0-test',
  })
  return { engine, served: await serve(engine.handle, { port: 0 }) }
}

async function stop({ engine, served }: Running): Promise<void> {
  await served.close()
  await engine.close()
}
