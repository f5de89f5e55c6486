/** Label sets, modifiers, overlaps, reviewed ranges, drawings, the bin, history, backups: on a real library. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changedThing } from '../../src/contract/index.ts'
import { frameToSecs } from '../../src/domain/frames.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { addProposals } from '../../src/engine/labelling/proposals.ts'
import { partialName } from '../../src/media/temp-file.ts'
import { importOne, makeWorkplace, problemOf, sampleDir } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine
let recordingId: string
let sessionId: string

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  recordingId = await importOne(engine, `${sampleDir}/baseball.mp4`, { athlete: 'Ann', session: 'Monday' })
  sessionId = (await engine.client.recordings.get({ id: recordingId })).sessionId
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

// Every test starts with one empty label set and no history.
beforeEach(() => {
  const { db } = engine.context
  db.transaction(() => {
    for (const table of [
      'edit',
      'segment',
      'reviewed_range',
      'drawing',
      'synchronisation',
      'label',
      'label_set_version',
    ]) {
      db.exec(`DELETE FROM ${table}`)
    }
    db.exec('UPDATE session SET label_set_id = NULL')
    db.exec(`DELETE FROM label_set WHERE id <> 'default'`)
    db.exec(`UPDATE label_set SET name = 'default', exclusive = 0`)
  })()
})

const call = () => engine.client
const add = (labelId: string, first: number, last: number) => call().segments.add({ recordingId, labelId, first, last })
const ranges = async () => (await call().reviewed.list({ recordingId })).map(({ first, last }) => [first, last])
const undo = () => call().history.undo({ sessionId })

async function reopen(): Promise<void> {
  await engine.close()
  engine = await workplace.open()
}

describe('label sets', () => {
  it('are a session’s own, with keys and names of their own', async () => {
    const serve = await call().labels.create({ name: 'serve' })
    const tactics = await call().labelSets.create({ name: 'Tactics' })
    const other = await call().labels.create({ name: 'serve', labelSetId: tactics.id })
    expect(other.hotkey).toBe(serve.hotkey)
    await call().sessions.change({ id: sessionId, labelSetId: tactics.id })
    const proposals = [{ label: 'Serve', first: 3, last: 9, confidence: 0.9 }]
    const batch = { recordingId, modelId: 'm', modelName: 'M', predictionId: 'p', proposals }
    engine.context.db.exec(`INSERT OR IGNORE INTO model VALUES ('m', 'M', 'models/m', 'x', '')`)
    engine.context.db.exec(`INSERT OR IGNORE INTO prediction VALUES ('p', '${recordingId}', 'm', '{}', '[]', '')`)
    expect(addProposals(engine.context, batch)[0]!.labelId).toBe(other.id)
    expect(await problemOf(call().labelSets.remove({ id: tactics.id }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('give keys themselves, so labels that are added at once by windows that know nothing of each other get different ones', async () => {
    const names = ['serve', 'volley', 'lob', 'smash']
    const commandKeys = ['1', '3', 'ctrl+z']
    const added = await Promise.all(names.map((name) => call().labels.create({ name, commandKeys })))
    expect(added.map(({ hotkey }) => hotkey)).toEqual(['2', '4', '5', '6'])
  })

  it('have an order: a label goes where another stands, into its group too, as one step', async () => {
    const { labels, labelSets } = call()
    const [serve, volley, smash] = await Promise.all([
      labels.create({ name: 'serve' }),
      labels.create({ name: 'volley', group: 'Attack' }),
      labels.create({ name: 'smash', group: 'Attack' }),
    ])
    const now = async () => (await labels.list({})).map(({ name, group }) => [name, group])
    const before = await now()
    const order = [
      ['volley', 'Attack'],
      ['serve', 'Attack'],
      ['smash', 'Attack'],
    ]
    await labels.move({ id: serve.id, toId: smash.id })
    expect(await now()).toEqual(order)
    expect(await labelSets.undo({})).toMatchObject({ description: 'Put serve into Attack' })
    expect(await now()).toEqual(before)
    await labelSets.redo({})
    await labels.move({ id: smash.id, toId: volley.id })
    expect((await now()).map(([name]) => name)).toEqual(['smash', 'volley', 'serve'])
    const tactics = await labelSets.create({ name: 'Tactics' })
    const elsewhere = await labels.create({ name: 'press', labelSetId: tactics.id })
    expect(await problemOf(labels.move({ id: serve.id, toId: elsewhere.id }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keep every version: a renamed label keeps its segments, and what it was called stays known', async () => {
    const serve = await call().labels.create({ name: 'serve' })
    const segment = await add(serve.id, 10, 20)
    await call().labels.change({ id: serve.id, name: 'service' })
    expect(await call().segments.list({ recordingId })).toEqual([segment])
    const versions = await call().labelSets.versions({ id: 'default' })
    expect(versions.map(({ version, content }) => [version, content.labels.map(({ name }) => name)])).toEqual([
      [2, ['service']],
      [1, ['serve']],
    ])
    await undo()
    expect((await call().labelSets.versions({ id: 'default' }))[0]!.content.labels[0]!.name).toBe('serve')
    expect((await call().labelSets.list({}))[0]!.version).toBe(3)
  })

  it('go out and come in as files, into the same set or as a new one', async () => {
    const serve = await call().labels.create({ name: 'serve' })
    const lunge = await call().labels.create({ name: 'lunge', group: 'feet' })
    const segment = await add(serve.id, 10, 20)
    const file = await call().labelSets.export({ id: 'default' })
    const [first, second] = file.labels
    // Renamed, keys swapped, one more, and one that this file does not have.
    await call().labels.create({ name: 'volley' })
    const changed = {
      ...file,
      labels: [
        { ...first!, name: 'first serve', hotkey: second!.hotkey },
        { ...second!, hotkey: first!.hotkey },
        { ...first!, id: 'new', name: 'smash', hotkey: null },
      ],
    }
    const { notes } = await call().labelSets.import({ file: changed })
    expect(notes).toEqual([
      'Renamed “serve” to “first serve”.',
      'Changed “lunge”.',
      'Added “smash”.',
      'Not in the file, and left as they are: volley.',
    ])
    const labels = await call().labels.list({})
    expect(labels.find(({ id }) => id === serve.id)).toMatchObject({ name: 'first serve', hotkey: '2' })
    expect(labels.find(({ id }) => id === lunge.id)).toMatchObject({ hotkey: '1', group: 'feet' })
    expect(await call().segments.list({ recordingId })).toEqual([segment])
    await undo()
    expect((await call().labels.list({})).map(({ name }) => name)).toEqual(['serve', 'lunge', 'volley'])

    const { set } = await call().labelSets.import({ file: { ...file, id: 'elsewhere' } })
    expect(set).toMatchObject({ id: 'elsewhere', name: 'default 2', labels: 2 })
    expect((await call().labels.list({ labelSetId: 'elsewhere' })).map(({ id }) => id)).not.toContain(serve.id)
  })

  it('swap keys in one step, which one undo takes back', async () => {
    const [serve, lunge] = [
      await call().labels.create({ name: 'serve' }),
      await call().labels.create({ name: 'lunge' }),
    ]
    const volley = await call().labels.create({ name: 'volley' })
    const keysNow = async () => (await call().labels.list({})).map(({ hotkey }) => hotkey)
    await call().labels.giveKeys({
      keys: [
        { id: serve.id, hotkey: '2' },
        { id: lunge.id, hotkey: '1' },
      ],
    })
    expect(await keysNow()).toEqual(['2', '1', '3'])
    expect(await undo()).toMatchObject({ description: 'Change keys of serve and lunge' })
    expect(await keysNow()).toEqual(['1', '2', '3'])
    const taken = [
      { id: serve.id, hotkey: volley.hotkey },
      { id: lunge.id, hotkey: 'x' },
    ]
    expect(await problemOf(call().labels.giveKeys({ keys: taken }))).toMatchObject({ code: 'CONFLICT' })
    expect(await keysNow()).toEqual(['1', '2', '3'])
  })

  it('have an undo of their own, after a restart too, that leaves what was coded alone', async () => {
    const names = async () => (await call().labels.list({})).map(({ name }) => name)
    const serve = await call().labels.create({ name: 'serve' })
    const segment = await add(serve.id, 10, 20)
    const tactics = await call().labelSets.create({ name: 'Tactics', like: 'default' })
    await call().labels.change({ id: serve.id, name: 'service' })
    await call().segments.change({ id: segment.id, comment: 'short' })
    await reopen()
    expect(await call().labelSets.undo({})).toMatchObject({
      description: 'Rename label serve to service',
      labelSetIds: ['default'],
    })
    expect(await call().labelSets.undo({})).toMatchObject({ labelSetIds: [tactics.id] })
    expect((await call().labelSets.list({})).map(({ name }) => name)).toEqual(['default'])
    // What a segment stands on is not pulled away under it.
    expect(await problemOf(call().labelSets.undo({}))).toMatchObject({ code: 'CONFLICT' })
    expect(await names()).toEqual(['serve'])
    expect((await call().segments.list({ recordingId }))[0]).toMatchObject({ first: 10, comment: 'short' })
    await reopen()
    await call().labelSets.redo({})
    expect(await call().labelSets.redo({})).toMatchObject({ description: 'Rename label serve to service' })
    expect(await call().labelSets.redo({})).toBeNull()
    expect((await names()).toSorted()).toEqual(['serve', 'service'])
    // The session’s own history still ends with what was done in it.
    expect(await undo()).toMatchObject({ description: expect.stringContaining('10–20') as string })
  })

  it('refuse a file that contradicts itself, and change nothing', async () => {
    await call().labels.create({ name: 'serve' })
    const file = await call().labelSets.export({ id: 'default' })
    const twice = { ...file, labels: [...file.labels, { ...file.labels[0]!, id: 'x', hotkey: null }] }
    expect(await problemOf(call().labelSets.import({ file: twice }))).toMatchObject({ code: 'CONFLICT' })
    expect(await problemOf(call().labelSets.import({ file: { ...twice, id: 'y' } }))).toMatchObject({
      code: 'CONFLICT',
    })
    // One of the two would be written over the other, and be lost in silence.
    const sameId = { ...file, labels: [...file.labels, { ...file.labels[0]!, name: 'smash', hotkey: null }] }
    for (const id of ['default', 'z']) {
      const problem = await problemOf(call().labelSets.import({ file: { ...sameId, id } }))
      expect([problem.code, problem.message]).toEqual(['INVALID_INPUT', expect.stringContaining('smash')])
    }
    expect(await call().labelSets.export({ id: 'default' })).toEqual(file)
    expect(await call().labelSets.list({})).toHaveLength(1)
  })
})

describe('segments', () => {
  it('carry modifiers, a rating and a comment, each change a step of its own', async () => {
    const { id: labelId } = await call().labels.create({
      name: 'serve',
      modifiers: [
        { kind: 'choice', name: 'side', required: true, choices: ['left', 'right'] },
        { kind: 'number', name: 'speed', required: false, unit: 'km/h' },
      ],
    })
    const { id } = await add(labelId, 10, 20)
    await call().segments.change({ id, modifiers: { side: 'left', speed: 180 } })
    await call().segments.change({ id, rating: 4 })
    expect(await problemOf(call().segments.change({ id, modifiers: { side: 'up' } }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    await reopen()
    expect((await call().segments.list({ recordingId }))[0]).toMatchObject({
      modifiers: { side: 'left', speed: 180 },
      rating: 4,
    })
    // A modifier that is taken out of the label takes its values with it; undo brings both back.
    await call().labels.change({ id: labelId, modifiers: [] })
    expect((await call().segments.list({ recordingId }))[0]!.modifiers).toEqual({})
    await undo()
    expect((await call().segments.list({ recordingId }))[0]!.modifiers).toEqual({ side: 'left', speed: 180 })
    await undo()
    expect((await call().segments.list({ recordingId }))[0]!.rating).toBeNull()
  })

  it('overlap on one label only where it says so, and name the one in the way', async () => {
    const { id: labelId } = await call().labels.create({ name: 'serve', overlap: 'refused' })
    const first = await add(labelId, 10, 20)
    const refused = await problemOf(add(labelId, 20, 30))
    expect(refused).toMatchObject({ code: 'LABEL_OVERLAP' })
    expect(refused.message).toContain('frames 10–20')
    const second = await add(labelId, 21, 30)
    expect(await problemOf(call().segments.change({ id: second.id, first: 15 }))).toMatchObject({
      code: 'LABEL_OVERLAP',
    })
    // Both at once may move to where neither could alone.
    const patches = [
      { id: first.id, first: 15, last: 24 },
      { id: second.id, first: 25, last: 30 },
    ]
    await call().segments.changeMany({ patches })
    await call().segments.remove({ ids: [first.id] })
    await add(labelId, 18, 22)
    expect(await problemOf(call().segments.restore({ ids: [first.id] }))).toMatchObject({ code: 'LABEL_OVERLAP' })
    const free = await call().labels.create({ name: 'rally' })
    await add(free.id, 0, 30)
    await add(free.id, 5, 8)
    expect(await problemOf(call().labels.change({ id: free.id, overlap: 'refused' }))).toMatchObject({
      code: 'LABEL_OVERLAP',
    })
  })

  it('follow one another in an exclusive set, where moments may lie anywhere', async () => {
    await call().labelSets.change({ id: 'default', exclusive: true })
    const [run, stand] = [await call().labels.create({ name: 'run' }), await call().labels.create({ name: 'stand' })]
    const clap = await call().labels.create({ name: 'clap', kind: 'point' })
    await add(run.id, 0, 9)
    expect((await problemOf(add(stand.id, 9, 20))).message).toContain('follow one another')
    await add(stand.id, 10, 20)
    await add(clap.id, 12, 12)
    expect(await call().segments.list({ recordingId })).toHaveLength(3)
  })

  it('are changed many at once in one step, or not at all', async () => {
    const { id: labelId } = await call().labels.create({ name: 'serve' })
    const made = [await add(labelId, 0, 5), await add(labelId, 10, 15), await add(labelId, 20, 25)]
    const by = (frames: number) =>
      made.map(({ id, first, last }) => ({ id, first: first + frames, last: last + frames }))
    expect(await problemOf(call().segments.changeMany({ patches: by(100_000) }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect(await call().segments.list({ recordingId })).toEqual(made)
    await call().segments.changeMany({ patches: by(3) })
    expect((await call().segments.list({ recordingId })).map(({ first }) => first)).toEqual([3, 13, 23])
    expect((await undo())?.description).toBe('Change 3 segments')
    expect((await call().segments.list({ recordingId })).map(({ first }) => first)).toEqual([0, 10, 20])
  })
})

describe('what is coded beside segments', () => {
  it('keeps reviewed ranges apart, joined and cut, over undo and restart', async () => {
    await call().reviewed.add({ recordingId, first: 0, last: 20 })
    await call().reviewed.add({ recordingId, first: 21, last: 40 })
    await call().reviewed.add({ recordingId, first: 60, last: 80 })
    expect(await ranges()).toEqual([
      [0, 40],
      [60, 80],
    ])
    await call().reviewed.remove({ recordingId, first: 10, last: 65 })
    expect(await ranges()).toEqual([
      [0, 9],
      [66, 80],
    ])
    await reopen()
    await undo()
    expect(await ranges()).toEqual([
      [0, 40],
      [60, 80],
    ])
    await undo()
    expect(await ranges()).toEqual([[0, 40]])
    expect(await problemOf(call().reviewed.add({ recordingId, first: 0, last: 1e6 }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  it('keeps drawings with their frame, and gives them back from the bin', async () => {
    const shape = { kind: 'angle', from: { x: 0, y: 0 }, at: { x: 0.5, y: 0.5 }, to: { x: 1, y: 0 } } as const
    const { id } = await call().drawings.add({ recordingId, frame: 12, shape })
    await call().drawings.change({ id, shape: { ...shape, to: { x: 1, y: 1 } } })
    await call().drawings.remove({ ids: [id] })
    expect(await call().drawings.list({ recordingId })).toEqual([])
    await call().bin.restore({ items: [{ kind: 'drawing', id }] })
    expect(await call().drawings.list({ recordingId })).toMatchObject([{ frame: 12, shape: { to: { x: 1, y: 1 } } }])
  })

  it('ties recordings to their session, and refuses clocks that can’t be', async () => {
    const tie = (points: { frame: number; sessionSecs: number }[]) =>
      call().sync.set({ recordingId, method: 'marked', points, confidence: null })
    await tie([{ frame: 5, sessionSecs: 12.5 }])
    expect(
      await problemOf(
        tie([
          { frame: 5, sessionSecs: 1 },
          { frame: 50, sessionSecs: 100 },
        ]),
      ),
    ).toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect(await call().sync.list({ sessionId })).toMatchObject([{ points: [{ frame: 5, sessionSecs: 12.5 }] }])
    await undo()
    expect(await call().sync.list({ sessionId })).toEqual([])
  })

  it('copies segments to another camera at their moments, once, as one step', async () => {
    const other = await importOne(engine, `${sampleDir}/basketball.mp4`, { athlete: 'Ann', session: 'Monday' })
    const { id: labelId } = await call().labels.create({ name: 'serve' })
    const clap = await call().labels.create({ name: 'clap', kind: 'point' })
    const ids = [await add(labelId, 10, 20), await add(clap.id, 15, 15), await add(labelId, 0, 2)].map(({ id }) => id)
    const table = await call().recordings.frames({ id: recordingId })
    const secs = (frame: number) => frameToSecs(table, frame)
    // It began with frame 8 of the first.
    const points = [{ frame: 0, sessionSecs: secs(8) }]
    await call().sync.set({ recordingId: other, method: 'typed', points, confidence: null })
    const added = await call().segments.copy({ ids, recordingId: other })
    expect(added.map(({ labelId: of }) => of)).toEqual([labelId, clap.id])
    const there = await call().recordings.frames({ id: other })
    const [serve, moment] = added
    expect(Math.abs(frameToSecs(there, serve!.first) - (secs(10) - secs(8)))).toBeLessThan(0.05)
    expect(Math.abs(frameToSecs(there, serve!.last) - (secs(20) - secs(8)))).toBeLessThan(0.05)
    expect(moment!.last).toBe(moment!.first)
    expect(await call().segments.copy({ ids, recordingId: other })).toEqual([])
    expect((await undo())?.description).toContain('Copy 2 segments')
    expect(await call().segments.list({ recordingId: other })).toEqual([])

    // What a model only proposes there, at the very same frames, is no label yet.
    const proposals = [{ label: 'serve', first: serve!.first, last: serve!.last, confidence: 0.9 }]
    const batch = { recordingId: other, modelId: 'm', modelName: 'M', predictionId: 'q', proposals }
    engine.context.db.exec(`INSERT OR IGNORE INTO model VALUES ('m', 'M', 'models/m', 'x', '')`)
    engine.context.db.exec(`INSERT INTO prediction VALUES ('q', '${other}', 'm', '{}', '[]', '')`)
    expect(addProposals(engine.context, batch)).toMatchObject([{ labelId, state: 'proposed' }])
    expect(await call().segments.copy({ ids, recordingId: other })).toHaveLength(2)
    await undo()

    // Frames of a slow motion that are one frame there become one segment.
    await call().recordings.setSlowMotion({ id: recordingId, slowMotion: 100 })
    await call().sync.set({
      recordingId: other,
      method: 'typed',
      points: [{ frame: 0, sessionSecs: 0 }],
      confidence: null,
    })
    const short = [await add(labelId, 30, 31), await add(labelId, 32, 33)].map(({ id }) => id)
    expect(await call().segments.copy({ ids: short, recordingId: other })).toHaveLength(1)
    await call().recordings.setSlowMotion({ id: recordingId, slowMotion: 1 })
  })

  it('remembers settings of this library', async () => {
    await call().preferences.set({ key: 'keys', value: { play: ['space'] } })
    await reopen()
    expect(await call().preferences.all({})).toEqual({ keys: { play: ['space'] } })
    await call().preferences.set({ key: 'keys', value: null })
    expect(await call().preferences.all({})).toEqual({})
  })
})

describe('nothing is lost', () => {
  it('goes back and on in the history by any number of steps', async () => {
    const { id: labelId } = await call().labels.create({ name: 'serve' })
    for (const first of [0, 10, 20]) await add(labelId, first, first + 5)
    const steps = await call().history.list({ sessionId })
    expect(await call().history.goTo({ sessionId, editId: steps[2]!.id })).toEqual({ steps: 2 })
    expect(await call().segments.list({ recordingId })).toHaveLength(1)
    await call().history.goTo({ sessionId, editId: steps[0]!.id })
    expect(await call().segments.list({ recordingId })).toHaveLength(3)
    await call().history.goTo({ sessionId, editId: null })
    expect(await call().labels.list({})).toEqual([])
    expect(await problemOf(call().history.goTo({ sessionId, editId: 999_999 }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('lists everything that was deleted, and gives back what is chosen', async () => {
    const serve = await call().labels.create({ name: 'serve' })
    const kept = await add(serve.id, 0, 5)
    const binned = await add(serve.id, 10, 15)
    await call().segments.remove({ ids: [binned.id] })
    await call().labels.remove({ id: serve.id })
    expect((await call().bin.list({})).map(({ kind, title }) => [kind, title])).toEqual([['label', 'Label serve']])
    // Its key went to another meanwhile.
    await call().labels.create({ name: 'lunge' })
    await call().bin.restore({ items: [{ kind: 'label', id: serve.id }] })
    expect((await call().labels.list({})).find(({ id }) => id === serve.id)).toMatchObject({ hotkey: null })
    expect((await call().segments.list({ recordingId })).map(({ id }) => id)).toEqual([kept.id])
    expect((await call().bin.list({})).map(({ title, where }) => [title, where])).toEqual([
      ['serve 10–15', 'Ann · Monday · baseball.mp4'],
    ])
    await call().bin.restore({ items: [{ kind: 'segment', id: binned.id }] })
    expect(await call().bin.list({})).toEqual([])
  })

  it('makes a backup a day, and becomes again what a backup has', async () => {
    const reasons = async () => (await call().backups.list({})).map(({ reason }) => reason)
    await reopen()
    await expect.poll(reasons, { timeout: 10_000 }).toContain('daily')
    const { id: labelId } = await call().labels.create({ name: 'serve' })
    const before = [await add(labelId, 0, 5), await add(labelId, 10, 15)]
    const backup = await call().backups.create({})
    await call().labels.remove({ id: labelId })
    await call().preferences.set({ key: 'lag', value: 200 })
    const stop = new AbortController()
    const heard = engine.context.events.subscribe(stop.signal)
    const { safety } = await call().backups.restore({ name: backup.name })
    stop.abort()
    // Whoever shows anything of the library reads it again.
    const changed: string[] = []
    for await (const event of heard) if (event.type === 'changed') changed.push(event.what)
    expect(changed).toEqual(expect.arrayContaining([...changedThing.options]))
    expect(await call().segments.list({ recordingId })).toEqual(before)
    expect(await call().preferences.all({})).toEqual({})
    expect(engine.context.db.pragma('foreign_key_check')).toEqual([])
    // And back again: restoring was itself backed up.
    await call().backups.restore({ name: safety.name })
    expect(await call().segments.list({ recordingId })).toEqual([])
    expect(readdirSync(engine.context.paths.backups).filter((name) => name.startsWith('.restore'))).toEqual([])
    await reopen()
    expect((await reasons()).filter((reason) => reason === 'daily')).toHaveLength(1)
  })

  it('becomes again what a backup has that was made while work was running, and can be restored once more', async () => {
    const work = Promise.withResolvers<Record<string, unknown>>()
    const { jobs } = engine.context
    const job = jobs.start({ kind: 'report', lane: 'footage', title: 'Work', params: {}, run: () => work.promise })
    await expect.poll(() => jobs.get(job.id).state).toBe('running')
    const backup = await call().backups.create({})
    work.resolve({})
    await jobs.whenOver(job.id)
    await call().backups.restore({ name: backup.name })
    expect((await call().jobs.get({ id: job.id })).state).toBe('interrupted')
    await call().backups.restore({ name: backup.name })
  })

  it('keeps what a stopped training goes on from, through a restore to before it and back', async () => {
    const [begunLater, nothingInIt] = [randomUUID(), randomUUID()].map((id) => join(engine.context.paths.runs, id))
    for (const folder of [begunLater!, nothingInIt!]) mkdirSync(folder)
    writeFileSync(join(begunLater!, 'last.safetensors'), 'an epoch')
    await reopen()
    expect([existsSync(begunLater!), existsSync(nothingInIt!)]).toEqual([true, false])
  })

  it('is named where the library can’t be read any more, though SQLite finds no fault', async () => {
    const { name } = await call().backups.create({})
    const file = engine.context.paths.database
    await engine.close()
    const change = (sql: string) => {
      const db = new Database(file)
      db.exec(sql)
      db.close()
    }
    change(`INSERT INTO label_set_version VALUES ('default', 999, '', '{"format": ¿')`)
    const opened = await workplace.open().catch((caught: unknown) => caught)
    change('DELETE FROM label_set_version WHERE version = 999')
    engine = await workplace.open()
    expect(opened).toMatchObject({ code: 'LIBRARY_DAMAGED', message: expect.stringContaining(name) as string })
  })

  it('tidies up what was left of a backup or a restore that was killed', async () => {
    const { backups } = engine.context.paths
    const half = partialName(join(backups, 'touchline-2026-01-01T00-00-00-000Z-daily.db'))
    for (const name of [half, `${half}-journal`]) writeFileSync(name, 'half')
    mkdirSync(partialName(join(backups, 'restore')))
    await reopen()
    expect(readdirSync(backups).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('refuses a backup that is damaged or none, and changes nothing', async () => {
    const serve = await call().labels.create({ name: 'serve' })
    const { backups } = engine.context.paths
    const name = 'touchline-2026-01-01T00-00-00-000Z-by-hand.db'
    writeFileSync(join(backups, name), '')
    const before = readdirSync(backups)
    // Noise, and an empty file, of which SQLite itself would not complain.
    for (const content of [Buffer.alloc(9000, 7), '']) {
      writeFileSync(join(backups, name), content)
      expect(await problemOf(call().backups.restore({ name }))).toMatchObject({
        code: 'LIBRARY_DAMAGED',
        message: expect.stringContaining('This backup is damaged') as string,
      })
    }
    // Not one more for each try.
    expect(readdirSync(backups)).toEqual(before)
    expect(await problemOf(call().backups.restore({ name: '../touchline.db' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await call().labels.list({})).toEqual([serve])
    expect(existsSync(join(backups, name))).toBe(true)
  })
})
