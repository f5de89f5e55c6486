/** Whether memory stays flat while somebody works for long: thousands of presses, jumps and plays by a seeded draw. */
import { readFile } from 'node:fs/promises'
import type { CDPSession } from 'playwright-core'
import { createRandom, type Random } from '../../src/domain/random.ts'
import type { Hands } from './hands.ts'

interface Sample {
  readonly actions: number
  readonly heapBytes: number
  /** Of the process that holds page and decoder. */
  readonly rssBytes: number
  readonly frames: number
  readonly bitmaps: number
  readonly decoders: number
}

export interface Scrubbed {
  readonly actions: number
  /** Growth over the second half, by a straight line through it. */
  readonly heapBytesPerThousand: number
  readonly rssBytesPerThousand: number
  /** What it had when it was half through, and the most at any time. */
  readonly rssBytesHalfWay: number
  readonly mostFrames: number
  readonly mostBitmaps: number
  readonly mostDecoders: number
}

const keys = [',', '.', 'Shift+<', 'Shift+>', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Space', 'j', 'l', 'k']

export async function scrub(hands: Hands, actions: number): Promise<Scrubbed> {
  const session = await hands.page.context().newCDPSession(hands.page)
  await session.send('Performance.enable')
  const pid = await rendererPid(hands)
  const random = createRandom(1)
  const box = (await hands.page.locator('.ruler').boundingBox())!
  const samples: Sample[] = []
  for (let done = 0; done < actions; done++) {
    if (done % Math.max(1, Math.floor(actions / 40)) === 0) samples.push(await sample(hands, session, pid, done))
    await act(hands, random, box)
  }
  await hands.page.keyboard.press('k')
  samples.push(await sample(hands, session, pid, actions))
  const later = samples.filter((one) => one.actions >= actions / 2)
  const most = (of: (one: Sample) => number) => Math.max(...samples.map(of))
  return {
    actions,
    heapBytesPerThousand: Math.round(1000 * slope(later, (one) => one.heapBytes)),
    rssBytesPerThousand: Math.round(1000 * slope(later, (one) => one.rssBytes)),
    rssBytesHalfWay: later[0]!.rssBytes,
    mostFrames: most((one) => one.frames),
    mostBitmaps: most((one) => one.bitmaps),
    mostDecoders: most((one) => one.decoders),
  }
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

async function act({ page }: Hands, random: Random, box: Box): Promise<void> {
  if (random.next() < 0.3) {
    const x = box.x + random.next() * box.width
    await page.mouse.move(x, box.y + box.height / 2)
    await page.mouse.down()
    if (random.next() < 0.3)
      await page.mouse.move(x + (random.next() - 0.5) * 200, box.y + box.height / 2, { steps: 4 })
    await page.mouse.up()
  } else await page.keyboard.press(keys[random.integer(keys.length)]!)
}

async function sample(hands: Hands, session: CDPSession, pid: number, actions: number): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const { frames, bitmaps, decoders } = await hands.watch()
  await hands.forget()
  const heapBytes = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value
  return { actions, heapBytes, rssBytes: await residentBytes(pid), frames, bitmaps, decoders }
}

async function rendererPid(hands: Hands): Promise<number> {
  const session = await hands.page.context().browser()!.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  // The one that works most is the page's; others are kept in reserve.
  return renderers.toSorted((a, b) => b.cpuTime - a.cpuTime)[0]!.id
}

/** 0 where the system has no /proc. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

/** Least squares: units of `of` per action. */
function slope(samples: readonly Sample[], of: (one: Sample) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map((one) => one.actions))
  const y = mean(samples.map(of))
  const spread = samples.reduce((sum, one) => sum + (one.actions - x) ** 2, 0)
  return samples.reduce((sum, one) => sum + (one.actions - x) * (of(one) - y), 0) / spread
}
