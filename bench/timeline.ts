/**
 * The timeline with a whole match on it, in a real Chromium: pan, zoom, pointer moves, drags, select all, first picture, and what
 * it takes until the engine has handed the segments over. The product's own modules, built by vite. Frames are not held back to the
 * display's rate, so each is as long as it takes. JSON, ratios last (at most 1: as quick as is meant).
 *
 *     npm run bench -- timeline [--segments 100000] [--frames 270000] [--rounds 3] [--shots DIR]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openListed } from './timeline/listing.ts'
import { openPage, round, spread } from './timeline/page.ts'

const { values } = parseArgs({
  options: {
    segments: { type: 'string', default: '100000' },
    frames: { type: 'string', default: '270000' },
    rounds: { type: 'string', default: '3' },
    shots: { type: 'string' },
  },
})
const [segments, frames] = [Number(values.segments), Number(values.frames)]
const wantedFrameMs = 1000 / 60
const wantedFirstMs = 300

const folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-timeline-'))
try {
  const page = await openPage(folder, values.shots)
  const measured = await page.measure(segments, frames, Number(values.rounds)).finally(() => page.close())
  const listed = await openListed(folder, segments)
  const p95 = Object.entries(measured.gestures).map(([name, { frameMs, scriptMs }]) => {
    // Where nothing is drawn, Chromium waits for the display all the same: then only the script's time says something.
    return [name, spread(name.startsWith('hover') ? scriptMs : frameMs).p95Ms] as const
  })
  console.log(
    JSON.stringify(
      {
        cores: os.availableParallelism(),
        load: os.loadavg()[0],
        segments,
        frames,
        firstPictureMs: measured.firstPictureMs,
        selectAllMs: measured.selectAllMs,
        gestures: Object.fromEntries(
          Object.entries(measured.gestures).map(([name, { frameMs, scriptMs, cpuMs }]) => [
            name,
            { frame: spread(frameMs), script: spread(scriptMs), cpuMs: round(cpuMs) },
          ]),
        ),
        engine: listed,
        ratios: {
          firstPicture: round(measured.firstPictureMs / wantedFirstMs),
          ...Object.fromEntries(p95.map(([name, ms]) => [`${name}P95`, round(ms / wantedFrameMs)])),
          columnsToList: round(listed.columns.allMs / listed.list.allMs),
        },
      },
      null,
      2,
    ),
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}
