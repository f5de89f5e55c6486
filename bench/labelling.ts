/**
 * How long it takes until an edit is safe on disk, in a library that is in use: `npm run bench -- labelling`.
 * Each edit is asked for and answered as the window does it, through the engine's own functions. JSON, ratios last.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRandom } from '../src/domain/random.ts'
import { openEngine } from '../src/engine/engine.ts'
import { importOne, sampleDir } from '../test/fixtures/workplace.ts'

const edits = Number(process.argv[2] ?? 3000)
/** Segments that are there before the first edit that counts. */
const present = 2000
/** An edit that takes longer than this is felt. */
const wantedMs = 10

const root = path.resolve(import.meta.dirname, '..')
const folder = await mkdtemp(path.join(tmpdir(), 'touchline-bench-labelling-'))
const engine = await openEngine({
  libraryDir: path.join(folder, 'library'),
  create: true,
  program: 'bench labelling',
  allowedRoots: [root],
  rendererDir: null,
  computeEntry: '',
  sampleDir: null,
  appVersion: 'bench',
})
try {
  const { client } = engine
  const recordingId = await importOne(engine, path.join(sampleDir, 'baseball.mp4'))
  const { frames, sessionId } = await client.recordings.get({ id: recordingId })
  const { id: labelId } = await client.labels.create({ name: 'serve' })
  const random = createRandom(1)
  const ids: string[] = []
  const range = () => {
    const first = random.integer(frames - 20)
    return { first, last: first + random.integer(20) }
  }
  const add = async () => void ids.push((await client.segments.add({ recordingId, labelId, ...range() })).id)
  for (let made = 0; made < present; made++) await add()

  const kinds: Record<string, () => Promise<unknown>> = {
    add,
    change: () => client.segments.change({ id: ids[random.integer(ids.length)]!, ...range() }),
    undo: () => client.history.undo({ sessionId }),
    redo: () => client.history.redo({ sessionId }),
  }
  const order = ['add', 'change', 'change', 'undo', 'redo']
  const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]))
  for (let edit = 0; edit < edits; edit++) {
    const kind = order[edit % order.length]!
    const startMs = performance.now()
    await kinds[kind]!()
    times.get(kind)!.push(performance.now() - startMs)
  }
  const all = [...times.values()].flat()
  const byKind = Object.fromEntries([...times].map(([kind, of]) => [kind, spread(of)]))
  console.log(
    JSON.stringify(
      { edits, present, byKind, all: spread(all), ratios: { p99OfWanted: at(all, 0.99) / wantedMs } },
      null,
      2,
    ),
  )
} finally {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
}

function spread(times: readonly number[]) {
  return {
    medianMs: round(at(times, 0.5)),
    p95Ms: round(at(times, 0.95)),
    p99Ms: round(at(times, 0.99)),
    mostMs: round(Math.max(...times)),
  }
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
