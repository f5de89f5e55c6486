import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/domain/random.ts'
import type { Segment } from '../../src/contract/things.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { startChild } from '../fixtures/child.ts'
import type { Child } from '../fixtures/child.ts'
import { allRecordings, importInto, importOne, makeWorkplace, sampleDir } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

/** More for a long run: TOUCHLINE_KILLS=1000. */
const kills = Number(process.env['TOUCHLINE_KILLS'] ?? 10)
const timeout = Math.max(300_000, kills * 20_000)

let workplace: Workplace
let recordingId: string
const random = createRandom(Number(process.env['TOUCHLINE_SEED'] ?? 20_26))

beforeAll(async () => {
  workplace = await makeWorkplace()
  const engine = await workplace.open()
  recordingId = await importOne(engine, join(sampleDir, 'baseball.mp4'))
  await engine.client.labels.create({ name: 'swing' })
  await engine.client.labels.create({ name: 'dive' })
  // So that undoing everything leaves labels to edit with.
  engine.context.db.exec('DELETE FROM edit')
  await engine.close()
})
afterAll(() => workplace.remove())

interface LastWords {
  readonly confirmed: Segment[]
  /** The edit that was under way. */
  readonly trying: string | null
  readonly edits: number
}

/** Reads on until `lines` were said, waits a random instant, kills, and returns what was said up to the end. */
async function killAfter(child: Child, lines: number): Promise<LastWords> {
  let words: LastWords = { confirmed: [], trying: null, edits: -1 }
  const take = (line: unknown) => {
    const said = line as { confirmed?: Segment[]; trying?: string }
    if (said.confirmed) words = { confirmed: said.confirmed, trying: null, edits: words.edits + 1 }
    else words = { ...words, trying: said.trying ?? null }
  }
  for (let n = 0; n < lines; n++) {
    const line = await child.nextLine()
    if (line === undefined) throw new Error('the editing process ended by itself')
    take(line)
  }
  await new Promise((resolve) => setTimeout(resolve, random.next() * 20))
  await child.kill()
  for (let line = await child.nextLine(); line !== undefined; line = await child.nextLine()) take(line)
  return words
}

/** Opens the library as it was left, and closes it whatever is found. */
async function withLibrary(look: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = await workplace.open({ background: false })
  try {
    await look(engine)
  } finally {
    await engine.close()
  }
}

describe('a process that is killed while a person edits', () => {
  it(`loses no confirmed edit and leaves none half-done (${kills} kills)`, { timeout }, async () => {
    let edits = 0
    for (let kill = 0; kill < kills; kill++) {
      const seed = random.integer(1e9)
      const child = startChild('edit-until-killed.ts', [workplace.libraryDir, recordingId, String(seed)])
      const words = await killAfter(child, 1 + random.integer(60))
      edits += words.edits
      await withLibrary(async (engine) => {
        const { db } = engine.context
        expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
        expect(db.pragma('foreign_key_check')).toEqual([])
        const { client } = engine
        const found = await client.segments.list({ recordingId })
        if (JSON.stringify(found) === JSON.stringify(words.confirmed)) return
        // Only the edit that was under way may have got in as well, and whole: taking it back gives what was confirmed.
        expect(words.trying, `seed ${seed}`).not.toBeNull()
        const { sessionId } = await client.recordings.get({ id: recordingId })
        const takeBack = words.trying === 'undo' ? client.history.redo : client.history.undo
        await takeBack({ sessionId })
        expect(await client.segments.list({ recordingId }), `seed ${seed}`).toEqual(words.confirmed)
      })
    }
    expect(edits).toBeGreaterThan(kills)
  })
})

describe('a process that is killed while it imports', () => {
  it(
    'leaves the recording whole or not at all, no files of half of it, and the job as interrupted',
    { timeout },
    async () => {
      const file = join(sampleDir, 'basketball.mp4')
      for (let kill = 0; kill < Math.max(3, Math.floor(kills / 3)); kill++) {
        const seed = random.integer(1e9)
        const child = startChild('edit-until-killed.ts', [workplace.libraryDir, recordingId, String(seed), file])
        await killAfter(child, 1 + random.integer(300))
        await withLibrary(async (engine) => {
          const [job] = await engine.client.jobs.list({})
          expect(['interrupted', 'done']).toContain(job?.state)
          const recordings = await allRecordings(engine)
          for (const recording of recordings) {
            expect((await engine.client.recordings.frames({ id: recording.id })).pts).toHaveLength(recording.frames)
            const pictures = await readdir(join(workplace.libraryDir, 'thumbnails', recording.id))
            expect(pictures).toHaveLength(recording.thumbnails.length)
          }
          const ids = recordings.map(({ id }) => id).sort()
          expect((await readdir(join(workplace.libraryDir, 'thumbnails'))).sort()).toEqual(ids)
          const proxies = await readdir(join(workplace.libraryDir, 'proxies'))
          const proxied = recordings.filter(({ playback }) => playback.source === 'proxy')
          const films = proxies.filter((name) => name.endsWith('.mp4'))
          const sounds = proxies.filter((name) => !films.includes(name))
          expect(films.sort()).toEqual(proxied.map(({ id }) => `${id}.mp4`).sort())
          for (const name of sounds) expect(ids).toContain(name.replace('.m4a', ''))
        })
      }
    },
  )

  it('has its missing proxies made when the library is opened again', async () => {
    const engine = await workplace.open()
    await importInto(engine, [join(sampleDir, 'basketball.mp4')])
    for (const job of await engine.client.jobs.list({})) await engine.context.jobs.whenOver(job.id)
    const recordings = await allRecordings(engine)
    expect(recordings.map(({ playback }) => playback.source)).not.toContain('none')
    await engine.close()
  })
})
