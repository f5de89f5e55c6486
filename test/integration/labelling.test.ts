import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Segment } from '../../src/contract/things.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { addProposals } from '../../src/engine/labelling/proposals.ts'
import { allRecordings, importOne, makeWorkplace, problemOf, sampleDir } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine
let recordingId: string
let sessionId: string
/** Another session with a recording of its own. */
let other: { recordingId: string; sessionId: string }

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  ;({ recordingId, sessionId } = await importSample('baseball.mp4', 'Monday'))
  other = await importSample('basketball.mp4', 'Tuesday')
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

async function importSample(file: string, session: string): Promise<{ recordingId: string; sessionId: string }> {
  const id = await importOne(engine, `${sampleDir}/${file}`, { athlete: 'Ann', session })
  return { recordingId: id, sessionId: (await engine.client.recordings.get({ id })).sessionId }
}

// Every test starts with no labels, no segments and no history.
beforeEach(() => {
  const { db } = engine.context
  db.transaction(() => {
    for (const table of ['edit', 'segment', 'prediction', 'model', 'label']) db.exec(`DELETE FROM ${table}`)
  })()
})

const label = (name: string) => engine.client.labels.create({ name })
const add = (labelId: string, first: number, last: number, into = recordingId) =>
  engine.client.segments.add({ recordingId: into, labelId, first, last })
const list = (of = recordingId) => engine.client.segments.list({ recordingId: of })
const undo = (of = sessionId) => engine.client.history.undo({ sessionId: of })
const redo = (of = sessionId) => engine.client.history.redo({ sessionId: of })

async function reopen(): Promise<void> {
  await engine.close()
  engine = await workplace.open()
}

describe('labels', () => {
  it('get a colour, a key and a place by themselves', async () => {
    const serve = await label('serve')
    const lunge = await label('lunge')
    expect([serve.hotkey, lunge.hotkey]).toEqual(['1', '2'])
    expect(serve.color).not.toBe(lunge.color)
    expect((await engine.client.labels.list({})).map(({ name }) => name)).toEqual(['serve', 'lunge'])
  })

  it('refuse a name or key that is taken, in words, and change nothing', async () => {
    const serve = await label('serve')
    const lunge = await label('lunge')
    expect(await problemOf(label('Serve'))).toMatchObject({ code: 'CONFLICT' })
    const taken = await problemOf(engine.client.labels.change({ id: lunge.id, hotkey: '1' }))
    expect(taken).toEqual({ code: 'CONFLICT', message: 'The key “1” already belongs to “serve”. Choose another.' })
    expect(await problemOf(engine.client.labels.change({ id: serve.id, hotkey: ' ' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect(await engine.client.labels.list({})).toEqual([serve, lunge])
  })

  it('may have a key that the window used for a command before it was changed', async () => {
    const serve = await label('serve')
    expect(await engine.client.labels.change({ id: serve.id, hotkey: 'j' })).toMatchObject({ hotkey: 'j' })
  })

  it('take their segments with them to the bin, and bring them back when that is undone', async () => {
    const serve = await label('serve')
    const before = [await add(serve.id, 3, 9), await add(serve.id, 20, 30)]
    await engine.client.labels.remove({ id: serve.id })
    expect(await list()).toEqual([])
    expect(await engine.client.labels.list({})).toEqual([])
    expect(await problemOf(engine.client.segments.restore({ ids: [before[0]!.id] }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await undo()).toMatchObject({ description: 'Remove label serve with 2 segments', state: 'undone' })
    expect(await list()).toEqual(before)
  })

  it('are undone from whichever session is open', async () => {
    await label('serve')
    expect(await undo(other.sessionId)).toMatchObject({ description: 'Add label serve' })
    expect(await engine.client.labels.list({})).toEqual([])
    await redo(sessionId)
    expect((await engine.client.labels.list({})).map(({ name }) => name)).toEqual(['serve'])
  })

  it('that others use by now are not undone away under them', async () => {
    const serve = await label('serve')
    await add(serve.id, 3, 9)
    const problem = await problemOf(undo(other.sessionId))
    expect(problem.code).toBe('CONFLICT')
    expect(problem.message).toContain("“Add label serve” can't be undone")
    expect(await list()).toHaveLength(1)
  })

  it('for moments take one frame', async () => {
    const contact = await engine.client.labels.create({ name: 'contact', kind: 'point' })
    expect(await problemOf(add(contact.id, 3, 9))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await add(contact.id, 3, 3)).toMatchObject({ first: 3, last: 3 })
    const run = await label('run')
    await add(run.id, 3, 9)
    expect(await problemOf(engine.client.labels.change({ id: run.id, kind: 'point' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})

describe('segments', () => {
  it("carry the timestamps of their frames, as the recording's frame index has them", async () => {
    const { pts } = await engine.client.recordings.frames({ id: recordingId })
    const segment = await add((await label('swing')).id, 18, 38)
    expect([segment.firstPts, segment.lastPts]).toEqual([pts[18], pts[38]])
    const moved = await engine.client.segments.change({ id: segment.id, last: 40 })
    expect([moved.firstPts, moved.lastPts]).toEqual([pts[18], pts[40]])
  })

  it('outside the recording, backwards or of an unknown label are refused', async () => {
    const swing = await label('swing')
    const { frames } = await engine.client.recordings.get({ id: recordingId })
    expect(await problemOf(add(swing.id, 0, frames))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await problemOf(add(swing.id, 9, 8))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await problemOf(add('no-such-label', 1, 2))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await problemOf(engine.client.segments.list({ recordingId: 'nothing' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await add(swing.id, 0, frames - 1)).toMatchObject({ first: 0, last: frames - 1 })
  })

  it('go to the bin and come back', async () => {
    const swing = await label('swing')
    const kept = await add(swing.id, 1, 2)
    const gone = await add(swing.id, 5, 8)
    await engine.client.segments.remove({ ids: [gone.id] })
    expect(await list()).toEqual([kept])
    const bin = await engine.client.segments.bin({ sessionId })
    expect(bin.map(({ id }) => id)).toEqual([gone.id])
    expect(await problemOf(engine.client.segments.change({ id: gone.id, last: 9 }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await engine.client.segments.restore({ ids: [gone.id] })).toEqual([gone])
    expect(await list()).toEqual([kept, gone])
  })

  it('that are changed to what they were make no step to undo', async () => {
    const swing = await label('swing')
    const segment = await add(swing.id, 1, 2)
    await engine.client.segments.change({ id: segment.id, first: 1, last: 2 })
    expect((await engine.client.history.list({ sessionId }))[0]).toMatchObject({ description: 'Add swing 1–2' })
  })

  it('are announced after they are stored, so that the window reads them', async () => {
    const swing = await label('swing')
    const abort = new AbortController()
    const events = engine.context.events.subscribe(abort.signal)[Symbol.asyncIterator]()
    const { id } = await add(swing.id, 1, 2)
    expect((await events.next()).value).toEqual({ type: 'changed', what: 'segments', recordingId, ids: [id] })
    expect(await list()).toHaveLength(1)
    abort.abort()
  })
})

describe('undo and redo', () => {
  it('walk back and forth through every kind of edit, exactly', async () => {
    const swing = await label('swing')
    const states: Segment[][] = [await list()]
    const after = async (edit: Promise<unknown>) => {
      await edit
      states.push(await list())
    }
    await after(add(swing.id, 10, 20))
    const [{ id } = { id: '' }] = await list()
    await after(engine.client.segments.change({ id, first: 12 }))
    await after(engine.client.segments.change({ id, comment: 'late' }))
    await after(add(swing.id, 40, 50))
    await after(engine.client.segments.remove({ ids: (await list()).map((segment) => segment.id) }))
    for (const state of states.slice(0, -1).toReversed()) {
      expect(await undo()).not.toBeNull()
      expect(await list()).toEqual(state)
    }
    for (const state of states.slice(1)) {
      expect(await redo()).not.toBeNull()
      expect(await list()).toEqual(state)
    }
    expect(await redo()).toBeNull()
  })

  it('survive a restart in both directions', async () => {
    const swing = await label('swing')
    const one = await add(swing.id, 10, 20)
    const two = await add(swing.id, 30, 40)
    await undo()
    await reopen()
    expect(await list()).toEqual([one])
    expect(await redo()).toMatchObject({ description: 'Add swing 30–40' })
    await reopen()
    expect(await list()).toEqual([one, two])
    await undo()
    await undo()
    expect(await list()).toEqual([])
  })

  it('keep sessions apart', async () => {
    const swing = await label('swing')
    const here = await add(swing.id, 10, 20)
    const there = await add(swing.id, 11, 21, other.recordingId)
    expect(await undo(sessionId)).toMatchObject({ description: 'Add swing 10–20' })
    expect(await list(other.recordingId)).toEqual([there])
    expect(await redo(other.sessionId)).toBeNull()
    await redo(sessionId)
    expect(await list()).toEqual([here])
    expect(await problemOf(engine.client.segments.remove({ ids: [here.id, there.id] }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  it('forget what was undone once something new is done', async () => {
    const swing = await label('swing')
    await add(swing.id, 10, 20)
    await undo()
    const instead = await add(swing.id, 12, 22)
    expect(await redo()).toBeNull()
    expect(await list()).toEqual([instead])
  })

  it('tell in words what each step was, newest first', async () => {
    const swing = await label('swing')
    const { id } = await add(swing.id, 10, 20)
    await engine.client.segments.change({ id, first: 14, last: 24 })
    await undo()
    const history = await engine.client.history.list({ sessionId })
    expect(history.map(({ description, state }) => [description, state])).toEqual([
      ['Move swing 10–20 to 14–24', 'undone'],
      ['Add swing 10–20', 'done'],
      ['Add label swing', 'done'],
    ])
  })

  it('cover taking a recording out, whose labels stay with it', async () => {
    const swing = await label('swing')
    const segment = await add(swing.id, 10, 20)
    await engine.client.recordings.remove({ id: recordingId })
    const shown = async () => (await allRecordings(engine)).map(({ id }) => id)
    expect(await shown()).not.toContain(recordingId)
    expect(await problemOf(add(swing.id, 1, 2))).toMatchObject({ code: 'NOT_FOUND' })
    await undo()
    expect(await shown()).toContain(recordingId)
    expect(await list()).toEqual([segment])
  })

  it('cover the details of a session', async () => {
    const before = await engine.client.sessions.change({ id: sessionId, place: 'Court 1' })
    await engine.client.sessions.change({ id: sessionId, place: 'Court 2', date: '2026-03-14' })
    await undo()
    const tree = await engine.client.library.tree({})
    const { recordings: _, ...session } = tree.flatMap(({ sessions }) => sessions).find(({ id }) => id === sessionId)!
    expect(session).toEqual(before)
    expect(await problemOf(engine.client.sessions.change({ id: sessionId, date: '2026-02-30' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})

describe('proposals of a model', () => {
  const propose = (proposals: { label: string; first: number; last: number; confidence: number }[]) =>
    addProposals(engine.context, {
      recordingId,
      modelId: 'model',
      modelName: 'Quick',
      predictionId: 'prediction',
      proposals,
    })

  beforeEach(() => {
    const { db } = engine.context
    const at = '2026-01-01T00:00:00.000Z'
    db.prepare('INSERT INTO model VALUES (?, ?, ?, ?, ?)').run('model', 'Quick', 'models/model', '', at)
    db.prepare('INSERT INTO prediction VALUES (?, ?, ?, ?, ?, ?)').run(
      'prediction',
      recordingId,
      'model',
      '{}',
      '[]',
      at,
    )
  })

  it('are accepted, rejected or edited one by one, and each verdict can be undone', async () => {
    await label('swing')
    const [a, b, c] = propose([
      { label: 'Swing', first: 10, last: 20, confidence: 0.9 },
      { label: 'Swing', first: 30, last: 40, confidence: 0.7 },
      { label: 'Swing', first: 50, last: 60, confidence: 0.6 },
    ])
    expect(await engine.client.labels.list({})).toHaveLength(1)
    await engine.client.segments.decide({ ids: [a!.id], decision: 'accepted' })
    await engine.client.segments.decide({ ids: [b!.id], decision: 'rejected' })
    await engine.client.segments.change({ id: c!.id, last: 64 })
    expect((await list()).map(({ state, source }) => [state, source])).toEqual([
      ['accepted', 'model'],
      ['rejected', 'model'],
      ['edited', 'model'],
    ])
    await undo()
    await undo()
    expect((await list()).map(({ state }) => state)).toEqual(['accepted', 'proposed', 'proposed'])
  })

  it('of a second pass take the place of those nobody decided on, and of no others', async () => {
    const [kept] = propose([
      { label: 'swing', first: 10, last: 20, confidence: 0.9 },
      { label: 'dive', first: 30, last: 40, confidence: 0.7 },
    ])
    await engine.client.segments.decide({ ids: [kept!.id], decision: 'accepted' })
    propose([{ label: 'dive', first: 32, last: 44, confidence: 0.8 }])
    expect((await list()).map(({ first, state }) => [first, state])).toEqual([
      [10, 'accepted'],
      [32, 'proposed'],
    ])
    expect(await undo()).toMatchObject({ description: 'Propose 1 segment with Quick' })
    expect((await list()).map(({ first }) => first)).toEqual([10, 30])
  })

  it('are no verdict on what a person drew', async () => {
    const own = await add((await label('swing')).id, 10, 20)
    expect(await problemOf(engine.client.segments.decide({ ids: [own.id], decision: 'rejected' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})
