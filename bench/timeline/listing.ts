/** Until the window has the segments of a recording in memory: as objects, and field by field. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { segmentsIn, type SegmentBatch } from '../../src/contract/segment-columns.ts'
import { openEngine, type Engine } from '../../src/engine/engine.ts'
import { segmentTable } from '../../src/engine/library/segments.ts'
import { importOne, sampleDir } from '../../test/fixtures/workplace.ts'
import { drawMatch } from './match.ts'
import { round } from './page.ts'

const root = path.resolve(import.meta.dirname, '../..')
const rounds = 3

export async function openListed(folder: string, segments: number) {
  const engine = await openEngine({
    libraryDir: path.join(folder, 'library'),
    create: true,
    program: 'bench timeline',
    allowedRoots: [root],
    rendererDir: null,
    computeEntry: '',
    sampleDir: null,
    appVersion: 'bench',
  })
  try {
    const recordingId = await filled(engine, segments)
    return {
      list: await fastest(
        () => ask(engine, 'list', recordingId),
        (answer) => answer,
      ),
      columns: await fastest(
        () => ask(engine, 'columns', recordingId),
        (answer) => segmentsIn(recordingId, answer as SegmentBatch[]),
      ),
    }
  } finally {
    await engine.close()
  }
}

/** What a fetch of the window gets: the answer as bytes, parsed and made segments of. */
async function fastest(get: () => Promise<string>, made: (answer: unknown) => unknown) {
  const times: { engineMs: number; windowMs: number; allMs: number; megabytes: number }[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    const text = await get()
    const answered = performance.now()
    made((JSON.parse(text) as { json: unknown }).json)
    const end = performance.now()
    times.push({
      engineMs: round(answered - start),
      windowMs: round(end - answered),
      allMs: round(end - start),
      megabytes: round(text.length / 1e6),
    })
  }
  return times.toSorted((a, b) => a.allMs - b.allMs)[0]!
}

async function ask(engine: Engine, what: 'list' | 'columns', recordingId: string): Promise<string> {
  const response = await engine.handle(
    new Request(`http://engine/rpc/segments/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { recordingId } }),
    }),
  )
  return response.text()
}

/** A recording with so many segments. They lie beyond its end, which nobody looks at when they are listed. */
async function filled(engine: Engine, segments: number): Promise<string> {
  const { client, context } = engine
  const recordingId = await importOne(engine, path.join(sampleDir, 'baseball.mp4'))
  const labels = new Map<string, string>()
  const match = drawMatch(segments, 270_000)
  for (const { id, name } of match.labels) labels.set(id, (await client.labels.create({ name })).id)
  const athleteId = (await client.library.tree({}))[0]!.id
  context.db.transaction(() => {
    for (const segment of match.segments) {
      segmentTable(context.db).put({
        id: randomUUID(),
        recording_id: recordingId,
        athlete_id: athleteId,
        label_id: labels.get(segment.labelId)!,
        first_frame: segment.first,
        last_frame: segment.last,
        first_pts: segment.firstPts,
        last_pts: segment.lastPts,
        source: 'human',
        state: 'accepted',
        model_id: null,
        prediction_id: null,
        confidence: null,
        comment: segment.comment,
        modifiers: '{}',
        rating: segment.rating,
        created_at: segment.createdAt,
        changed_at: segment.changedAt,
        removed_at: null,
      })
    }
  })()
  return recordingId
}
