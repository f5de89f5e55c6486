/**
 * The player in a real Chromium, driven by keys and mouse through the product: films are drawn, imported, opened on the
 * Label page. Stepping with a key that repeats 33 times a second, jumps anywhere, playing, and memory over a long session.
 * Times are from the input event's own time stamp to the picture on the canvas. Beside it the plain way: mediabunny's
 * getSample for every frame. Prints one JSON object last: ratios (above 1: better than what is meant), then the figures.
 *
 *     npm run bench -- player [--rounds 3] [--secs 40] [--steps 240] [--jumps 60] [--actions 5000]
 */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { routes } from '../src/contract/routes.ts'
import type { Recording } from '../src/contract/things.ts'
import { createRandom } from '../src/domain/random.ts'
import { pictureWatch } from '../test/fixtures/picture-watch.ts'
import { importOne } from '../test/fixtures/workplace.ts'
import { startWorkstation } from '../test/e2e/workstation.ts'
import { byMediabunny } from './player/by-mediabunny.ts'
import { drawFilm, films, type PlayerFilm } from './player/films.ts'
import { Hands, median, quantile } from './player/hands.ts'
import { playFor } from './player/playing.ts'
import { scrub } from './player/scrubbing.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    secs: { type: 'string', default: '40' },
    steps: { type: 'string', default: '240' },
    jumps: { type: 'string', default: '60' },
    actions: { type: 'string', default: '5000' },
  },
})
const [rounds, secs, steps, jumps, actions] = [
  values.rounds,
  values.secs,
  values.steps,
  values.jumps,
  values.actions,
].map(Number) as [number, number, number, number, number]
const fps = 30
/** What is meant: one frame of the display for a step, three for a jump. */
const stepMs = 1000 / 60
const jumpMs = 50

const station = await startWorkstation()
const hands = new Hands(station.page)
const measured: Record<string, object> = {}
const ratios: Record<string, number> = {}
try {
  await station.page.addInitScript(pictureWatch)
  const recordings = new Map<string, Recording>()
  for (const film of Object.values(films)) recordings.set(film.name, await imported(film))
  for (const film of Object.values(films)) await measure(film, recordings.get(film.name)!)
  if (actions > 0) {
    await open(recordings.get(films.proxy1080.name)!)
    const scrubbed = await scrub(hands, actions)
    console.log(`${actions} actions: ${JSON.stringify(scrubbed)}`)
    measured['scrubbing1080'] = scrubbed
  }
} finally {
  await station.close()
}
console.log(JSON.stringify({ cores: os.availableParallelism(), rounds, steps, jumps, measured, ratios }))

async function imported(film: PlayerFilm): Promise<Recording> {
  process.stderr.write(`drawing and importing ${film.name}\n`)
  const path = await drawFilm(film, secs, station.folder)
  const id = await importOne(station.engine, path, { athlete: 'A', session: film.name })
  return station.engine.client.recordings.get({ id })
}

async function open(recording: Recording): Promise<void> {
  await station.go(`/label/${recording.id}`)
  await hands.shows(0)
}

async function measure(film: PlayerFilm, recording: Recording): Promise<void> {
  const { playback } = recording
  if (playback.source === 'none') throw new Error(`${film.name} can't be played: ${playback.reason}`)
  const random = createRandom(7)
  const found = { forward: [] as number[], back: [] as number[], jump: [] as number[], dropped: [] as number[] }
  const plain: number[] = []
  for (let round = 0; round < rounds; round++) {
    await open(recording)
    await hands.jump(recording.frames / 2, recording.frames)
    found.forward.push(quantile(await hands.repeat('.', 1, steps), 0.95))
    found.back.push(quantile(await hands.repeat(',', -1, steps), 0.95))
    const tookMs: number[] = []
    for (let jump = 0; jump < jumps; jump++) {
      tookMs.push(await hands.jump(random.integer(recording.frames), recording.frames))
    }
    found.jump.push(quantile(tookMs, 0.95))
    found.dropped.push((await playFor(hands, secs / 2, fps)).dropped)
    const asked = Array.from({ length: jumps }, () => random.integer(recording.frames))
    plain.push(
      quantile(await byMediabunny(station.page, routes.media(recording.id, playback.source), fps, asked), 0.95),
    )
  }
  const name = film.name
  ratios[`${name}StepForward`] = stepMs / median(found.forward)
  ratios[`${name}StepBack`] = stepMs / median(found.back)
  ratios[`${name}Jump`] = jumpMs / median(found.jump)
  ratios[`${name}JumpVsMediabunny`] = median(plain) / median(found.jump)
  measured[name] = {
    source: playback.source,
    stepForwardP95Ms: found.forward,
    stepBackP95Ms: found.back,
    jumpP95Ms: found.jump,
    mediabunnyP95Ms: plain,
    droppedFrames: found.dropped,
    playedFrames: (secs / 2) * fps,
  }
  console.log(`${name}: ${JSON.stringify(measured[name])}`)
}
