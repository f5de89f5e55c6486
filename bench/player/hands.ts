/** A person's hands on the Label page, and what their presses led to by the page's own clock. */
import type { Page } from 'playwright-core'
import type { PictureWatch } from '../../test/fixtures/picture-watch.ts'

/** macOS repeats a held key every 30 ms at its fastest, Windows and X every 33 ms. */
const repeatsPerSec = 33

export class Hands {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  watch(): Promise<PictureWatch> {
    return this.page.evaluate<PictureWatch>('window.pictureWatch')
  }

  async forget(): Promise<void> {
    await this.page.evaluate('window.pictureWatch.shown.length = window.pictureWatch.inputs.length = 0')
  }

  /** Waits until the canvas shows a frame. */
  async shows(frame: number): Promise<void> {
    await this.page.locator(`canvas[data-frame-index="${frame}"]`).waitFor({ state: 'attached', timeout: 30_000 })
  }

  /** Waits until the canvas has shown a frame or one beyond since `forget`. */
  async reached(frame: number): Promise<void> {
    await this.page.evaluate(`window.pictureWatch.reached(${frame})`)
  }

  async shown(): Promise<number> {
    return Number(await this.page.locator('canvas[data-frame-index]').getAttribute('data-frame-index'))
  }

  /**
   * Holds a key down that moves by one frame, so that it repeats as often as the fastest setting of today's systems.
   * @returns milliseconds of each press until the canvas showed the frame that it leads to, or one beyond
   */
  async repeat(key: string, direction: 1 | -1, presses: number): Promise<number[]> {
    const from = await this.shown()
    await this.forget()
    const startMs = performance.now()
    const sent: Promise<void>[] = []
    for (let press = 0; press < presses; press++) {
      const dueMs = startMs + (press * 1000) / repeatsPerSec
      await new Promise((resume) => setTimeout(resume, Math.max(0, dueMs - performance.now())))
      sent.push(this.page.keyboard.down(key))
    }
    await Promise.all(sent)
    await this.page.keyboard.up(key)
    await this.shows(from + direction * presses)
    const { inputs, shown } = await this.watch()
    return inputs
      .filter(({ type }) => type === 'keydown')
      .map(({ atMs }, press) => {
        const reached = (press + 1) * direction + from
        return shown.find(({ frame }) => (frame - reached) * direction >= 0)!.atMs - atMs
      })
  }

  /** Presses in the ruler on a frame, or on the next where that is shown; milliseconds until the canvas shows it. */
  async jump(wanted: number, frames: number): Promise<number> {
    const frame = wanted === (await this.shown()) ? (wanted + 1) % frames : wanted
    const box = (await this.page.locator('.ruler').boundingBox())!
    await this.page.mouse.move(box.x + ((frame + 0.5) / frames) * box.width, box.y + box.height / 2)
    await this.forget()
    await this.page.mouse.down()
    await this.page.mouse.up()
    await this.shows(frame)
    const { inputs, shown } = await this.watch()
    return shown.find((one) => one.frame === frame)!.atMs - inputs.find(({ type }) => type === 'pointerdown')!.atMs
  }
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
