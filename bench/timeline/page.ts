/** The page of bench/timeline: built, opened in Chromium, moved by drawn events. */
import path from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { chromiumPath } from '../../test/e2e/workstation.ts'
import { drawMatch } from './match.ts'

export interface Frames {
  readonly frameMs: number[]
  readonly scriptMs: number[]
  /** Main thread's own time per frame, on average. */
  readonly cpuMs: number
}

interface InputAt {
  readonly type: 'wheel' | 'pointerdown' | 'pointermove' | 'pointerup'
  readonly x: number
  readonly y: number
  readonly deltaX?: number
  readonly deltaY?: number
  readonly shiftKey?: boolean
}

const root = path.resolve(import.meta.dirname, '../..')
/** Frames that each gesture takes. */
const steps = 150
/** Below the last track, where a press meets nothing. */
const groundY = 398

export async function openPage(folder: string, shots?: string) {
  const outDir = path.join(folder, 'page')
  const common = {
    root: import.meta.dirname,
    configFile: false as const,
    logLevel: 'error' as const,
    plugins: [svelte({ configFile: path.join(root, 'svelte.config.js') })],
  }
  await build({ ...common, build: { outDir, target: 'chrome138' } })
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('No Chromium was found: run it through npm run bench.')
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-frame-rate-limit', '--disable-gpu-vsync'],
  })
  const page = await browser.newPage({ viewport: { width: 1440, height: 480 } })
  page.on('pageerror', (error) => process.stderr.write(`${error.stack ?? error.message}\n`))
  await page.goto(server.resolvedUrls?.local[0] ?? '')

  const shot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}.png`) })
  }
  // As text: the bench is checked without the browser's types.
  const session = await page.context().newCDPSession(page)
  // In what the main thread itself used: on a machine that others use too, the clock on the wall says little.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const usedMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0)
  }
  const call = <Answer>(text: string): Promise<Answer> => page.evaluate<Answer>(`window.bench.${text}`)
  const play = async (events: readonly InputAt[]): Promise<Frames> => {
    const before = await usedMs()
    const frames = await call<Omit<Frames, 'cpuMs'>>(`play('tracks', ${JSON.stringify(events)})`)
    return { ...frames, cpuMs: ((await usedMs()) - before) / events.length }
  }
  const every = (make: (share: number, step: number) => InputAt) =>
    Array.from({ length: steps }, (_, step) => make(step / steps, step))
  const drag = (fromX: number, y: number, byPx: number, byY = 0): InputAt[] => [
    { type: 'pointerdown', x: fromX, y },
    ...every((share) => ({ type: 'pointermove', x: fromX + share * byPx, y: y + share * byY })),
    { type: 'pointerup', x: fromX + byPx, y: y + byY },
  ]
  /** The drag alone: letting go is one edit of the engine's, which the drawn board does by itself. */
  const dragged = async (events: readonly InputAt[]) => {
    const { frameMs, scriptMs, cpuMs } = await play(events)
    return { frameMs: frameMs.slice(0, -1), scriptMs: scriptMs.slice(0, -1), cpuMs }
  }

  const wheel = (deltaX: number, deltaY: number): InputAt => ({ type: 'wheel', x: 700, y: 60, deltaX, deltaY })
  const zoomedTo = async (factor: number) => {
    await call('fit()')
    if (factor !== 1) await call(`zoomTo(${factor}, 300)`)
  }
  const pan = async (factor: number) => {
    await zoomedTo(factor)
    return play(every(() => wheel(9, 0)))
  }
  const hover = async (factor: number) => {
    await zoomedTo(factor)
    return play(every((share) => ({ type: 'pointermove', x: 40 + share * 1200, y: 12 + share * 300 })))
  }

  const gestures: Record<string, () => Promise<Frames>> = {
    zoomIn: () => call('fit()').then(() => play(every(() => wheel(0, -18)))),
    zoomOut: () => play(every(() => wheel(0, 18))),
    panNearlyWhole: () => pan(1.5),
    panMinutes: () => pan(60),
    panSeconds: () => pan(2000),
    hoverWhole: () => hover(1),
    hoverMinutes: () => hover(60),
    dragOne: () => zoomedTo(60).then(() => dragged(drag(600, 16, 200))),
    marquee: () => zoomedTo(1.5).then(() => dragged(drag(4, groundY, 1000, 16 - groundY))),
    panAllSelected: async () => {
      await call('fit()')
      await call('selectVisible()')
      return pan(1.5)
    },
    dragAll: () => dragged(drag(600, 16, 200)),
  }

  return {
    /** Each gesture is done some times, and the time counts in which its slowest frames were quickest: others use the machine too. */
    measure: async (segments: number, frames: number, rounds: number) => {
      await page.evaluate(
        (match) => {
          Object.assign(globalThis, { match })
        },
        drawMatch(segments, frames),
      )
      const firstPictureMs = await call<number>('open(match)')
      await shot('whole')
      const best: Record<string, Frames> = {}
      for (let round = 0; round < rounds; round++) {
        for (const [name, perform] of Object.entries(gestures)) {
          const done = await perform()
          const before = best[name]
          if (before === undefined || spread(done.frameMs).p95Ms < spread(before.frameMs).p95Ms) best[name] = done
          if (round === 0) await shot(name)
        }
      }
      await call('fit()')
      const selectAllMs = await call<number>('selectVisible()')
      return { firstPictureMs, selectAllMs, gestures: best }
    },
    close: async () => {
      await browser.close()
      await server.close()
    },
  }
}

export function spread(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!)
  return { medianMs: at(0.5), p95Ms: at(0.95), mostMs: at(1) }
}

export function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
