/** How a window gets the segments of a recording, and hears which have changed: on a real library. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { segmentsIn } from '../../src/contract/segment-columns.ts'
import type { EngineEvent } from '../../src/contract/index.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { addProposals } from '../../src/engine/labelling/proposals.ts'
import { importOne, makeWorkplace, sampleDir, type Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine
let recordingId: string

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  recordingId = await importOne(engine, `${sampleDir}/baseball.mp4`, { athlete: 'Ann', session: 'Monday' })
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

const call = () => engine.client
const columns = async () => segmentsIn(recordingId, await call().segments.columns({ recordingId }))

it('field by field they are the same as one by one, whatever is said of them', async () => {
  expect(await columns()).toEqual([])
  const serve = await call().labels.create({
    name: 'serve',
    modifiers: [{ kind: 'text', name: 'side', required: true }],
  })
  const lunge = await call().labels.create({ name: 'lunge' })
  const add = (labelId: string, first: number, last: number, said = {}) =>
    call().segments.add({ recordingId, labelId, first, last, ...said })
  await add(lunge.id, 30, 40)
  await add(serve.id, 10, 20, { comment: 'net, “again”\n[1, 2]', modifiers: { side: 'left "wide"' }, rating: 4 })
  await add(serve.id, 10, 15)
  const gone = await add(lunge.id, 1, 2)
  await call().segments.remove({ ids: [gone.id] })
  engine.context.db.exec(`INSERT INTO model VALUES ('m', 'M', 'models/m', 'x', '')`)
  engine.context.db.exec(`INSERT INTO prediction VALUES ('p', '${recordingId}', 'm', '{}', '[]', '')`)
  const proposals = [{ label: 'lunge', first: 12, last: 33, confidence: 0.1 + 0.2 }]
  addProposals(engine.context, { recordingId, modelId: 'm', modelName: 'M', predictionId: 'p', proposals })

  const listed = await call().segments.list({ recordingId })
  expect(listed.length).toBe(4)
  expect(await columns()).toEqual(listed)
})

it('some can be asked for by id; those in the bin are not there', async () => {
  const [first, second] = await call().segments.list({ recordingId })
  await call().segments.remove({ ids: [first!.id] })
  expect(await call().segments.some({ ids: [first!.id, second!.id, 'nobody'] })).toEqual([second])
})

it('an edit tells which segments it changed, so that only those are read again', async () => {
  const events = engine.context.events.subscribe()
  const ids = (await call().segments.list({ recordingId }))
    .filter(({ source }) => source === 'human')
    .map(({ id }) => id)
  await call().segments.changeMany({ patches: ids.map((id) => ({ id, rating: 2 })) })
  const { value } = await events.next()
  await events.return?.()
  expect(value).toEqual({ type: 'changed', what: 'segments', recordingId, ids } satisfies EngineEvent)
})
