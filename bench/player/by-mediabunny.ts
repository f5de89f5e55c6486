/** The plain way with the same library in the same page: a frame is decoded when it is asked for, and drawn. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const bundle = fileURLToPath(new URL('../../node_modules/mediabunny/dist/bundles/mediabunny.cjs', import.meta.url))

/** Milliseconds of each frame, asked for one after another. */
export async function byMediabunny(page: Page, url: string, fps: number, frames: readonly number[]): Promise<number[]> {
  const library = await readFile(bundle, 'utf8')
  return page.evaluate<number[]>(`(async () => {
    const { Input, UrlSource, ALL_FORMATS, VideoSampleSink } = (() => {
      const module = { exports: {} }
      ;((module, exports) => {\n${library}\n;module.exports = module.exports.Input ? module.exports : Mediabunny })(module, module.exports)
      return module.exports
    })()
    const input = new Input({ source: new UrlSource(location.origin + ${JSON.stringify(url)}), formats: ALL_FORMATS })
    const sink = new VideoSampleSink(await input.getPrimaryVideoTrack())
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d', { alpha: false })
    const tookMs = []
    for (const frame of ${JSON.stringify(frames)}) {
      const startMs = performance.now()
      const sample = await sink.getSample((frame + 0.5) / ${fps})
      if (canvas.width !== sample.displayWidth) canvas.width = sample.displayWidth
      if (canvas.height !== sample.displayHeight) canvas.height = sample.displayHeight
      sample.draw(context, 0, 0)
      sample.close()
      tookMs.push(performance.now() - startMs)
    }
    input.dispose()
    return tookMs
  })()`)
}
