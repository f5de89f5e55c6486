/** The chain on real parts: labels, data set, training, proposals, Grad-CAM, report. One short run feeds all tests. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../src/contract/index.ts'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { writeExplanation } from '../../src/engine/explain/explain.ts'
import { dataSetTable } from '../../src/engine/library/data-sets.ts'
import { chooseWeights } from '../../src/engine/weights/choose-weights.ts'
import { drawSet, importLabelled, jobDone } from '../fixtures/labelled-library.ts'
import type { LabelledRecording } from '../fixtures/labelled-library.ts'
import { importOne, makeWorkplace, problemOf } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

const choice = { labelIds: [] as string[], groupBy: 'athlete' as const, heldOutShare: 0.3, seed: 1 }

let workplace: Workplace
let engine: Engine
let labelled: LabelledRecording[]
/** A recording that nobody labelled. */
let fresh: string
let runId: string
let modelId: string
const epochEvents: EngineEvent[] = []

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  const set = await drawSet(join(workplace.dir, 'set'))
  labelled = await importLabelled(engine, set)
  const long = await renderLongRecording({
    out: join(workplace.dir, 'long.mp4'),
    seed: 1,
    athlete: 9,
    labels: set.labels,
    lengthSecs: 8,
    width: 160,
    height: 120,
  })
  fresh = await importOne(engine, long.path, { athlete: 'Zoë <b>"O\'Neil"</b> 🏃', session: 'New & fresh' })

  const stop = new AbortController()
  const listening = (async () => {
    for await (const event of engine.context.events.subscribe(stop.signal))
      if (event.type === 'epoch') epochEvents.push(event)
  })()
  const started = await engine.client.training.start({ ...choice, name: 'First', preset: 'quick', epochs: 2 })
  runId = started.runId
  modelId = String((await jobDone(engine, started.jobId)).result?.['modelId'])
  stop.abort()
  await listening.catch(() => undefined)
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

describe('data set', () => {
  it('says before training what it will see, athlete by athlete', async () => {
    const preview = await engine.client.training.preview(choice)
    expect(preview.obstacles).toEqual([])
    expect(preview.protocol).toBe('by athlete, 1 of 3 held out (seed 1)')
    expect(preview.groups).toHaveLength(3)
    expect(preview.labels).toEqual(
      [...new Set(labelled.map(({ label }) => label))].sort().map((label) => ({ label, train: 2, heldOut: 1 })),
    )
  })

  it('tells what is in the way instead of failing later', async () => {
    const labels = await engine.client.labels.list({})
    const one = await engine.client.training.preview({ ...choice, labelIds: [labels[0]!.id] })
    expect(one.obstacles).toEqual([
      `Choose at least 2 labels that have segments: of those that are chosen only “${labels[0]!.name}” has any.`,
    ])
    const call = engine.client.training.start({ ...choice, labelIds: [labels[0]!.id], preset: 'quick' })
    expect(await problemOf(call)).toMatchObject({ code: 'DATASET_UNUSABLE' })
  })

  it('is frozen: later edits of labels do not change what the run saw', async () => {
    const dataSets = engine.context.db.prepare('SELECT id FROM data_set').pluck().all() as string[]
    expect(dataSets).toHaveLength(1)
    const frozen = dataSetTable(engine.context.db).find(dataSets[0]!)
    expect(frozen?.clips.clips).toHaveLength(6)
    expect(frozen?.clips.clips[0]?.range).toEqual({ first: 0, last: expect.any(Number) as number })
  })
})

describe('run', () => {
  it('keeps its curves, its model and its score, and survives a restart', async () => {
    await engine.close()
    engine = await workplace.open()
    const { run, epochs, model } = await engine.client.training.run({ id: runId })
    expect(run).toMatchObject({ name: 'First', state: 'done', clips: 6, groups: 3, modelId })
    expect(run.record).toEqual({ machine: model?.machine, software: model?.software })
    expect(run.record?.machine.cores).toBeGreaterThan(0)
    expect(epochs.map((epoch) => epoch.epoch)).toEqual([1, 2])
    expect(epochEvents).toHaveLength(2)
    expect(model?.heldOut).toMatchObject({ n: 2, groups: 1 })
    expect(model?.dataset.heldOutGroups).toHaveLength(1)
    expect(await engine.client.training.runs({})).toEqual([run])
  })

  it('leaves weights whose hash the library knows', async () => {
    const row = engine.context.db.prepare('SELECT folder, sha256 FROM model WHERE id = ?').get(modelId) as {
      folder: string
      sha256: string
    }
    const weights = await readFile(join(workplace.libraryDir, row.folder, 'weights.safetensors'))
    expect(createHash('sha256').update(weights).digest('hex')).toBe(row.sha256)
  })

  /** Starts a run and cancels it after its first epoch. */
  const cancelled = async (epochs: number) => {
    const { jobId, runId: stopped } = await engine.client.training.start({ ...choice, preset: 'quick', epochs })
    for await (const event of engine.context.events.subscribe()) {
      if (event.type === 'epoch') break
    }
    await engine.client.jobs.cancel({ id: jobId })
    expect(await engine.context.jobs.whenOver(jobId)).toMatchObject({ state: 'cancelled', result: { runId: stopped } })
    return stopped
  }

  it('stops when asked, leaves no half model, and keeps what it could go on from until it is given up', async () => {
    const stopped = await cancelled(500)
    const { run, epochs, model } = await engine.client.training.run({ id: stopped })
    expect(run).toMatchObject({ state: 'cancelled', resumable: true })
    expect(epochs.length).toBeGreaterThan(0)
    expect(model).toBeNull()
    expect((await readdir(join(workplace.libraryDir, 'models'))).toSorted()).toEqual([modelId, 'weights'].toSorted())
    expect(await readdir(join(workplace.libraryDir, 'runs'))).toEqual([stopped])

    await engine.client.training.discard({ runId: stopped })
    expect(await readdir(join(workplace.libraryDir, 'runs'))).toEqual([])
    expect((await engine.client.training.run({ id: stopped })).run.resumable).toBe(false)
    expect(await problemOf(engine.client.training.resume({ runId: stopped }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('goes on after a restart where it was stopped, on the labels as they were', async () => {
    const stopped = await cancelled(4)
    await engine.close()
    engine = await workplace.open()
    const [segment] = await engine.client.segments.list({ recordingId: labelled[0]!.recordingId })
    await engine.client.segments.remove({ ids: [segment!.id] })

    const { jobId, runId: same } = await engine.client.training.resume({ runId: stopped })
    expect(same).toBe(stopped)
    await jobDone(engine, jobId)
    const { run, epochs, model } = await engine.client.training.run({ id: stopped })
    expect(run).toMatchObject({ state: 'done', jobId, resumable: false })
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
    expect(model?.curves).toEqual(epochs)
    expect(model?.dataset.clips).toBe(6)
    expect(await readdir(join(workplace.libraryDir, 'runs'))).toEqual([])
    expect(await problemOf(engine.client.training.resume({ runId: stopped }))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('it is done') as string,
    })
    await engine.client.segments.restore({ ids: [segment!.id] })
  })
})

describe('models', () => {
  it('can be taken into another library, whole, and only once', async () => {
    const elsewhere = await makeWorkplace()
    const other = await elsewhere.open({ allowedRoots: [workplace.libraryDir] })
    try {
      const path = join(workplace.libraryDir, 'models', modelId)
      expect(await other.client.models.add({ path })).toMatchObject({ id: modelId, name: 'First' })
      expect(await other.client.models.list({})).toHaveLength(1)
      expect(await readdir(join(elsewhere.libraryDir, 'models', modelId))).toHaveLength(2)
      expect(await problemOf(other.client.models.add({ path }))).toMatchObject({ code: 'CONFLICT' })
      expect(await problemOf(other.client.models.add({ path: workplace.libraryDir }))).toMatchObject({
        code: 'FILE_NOT_FOUND',
      })
    } finally {
      await other.close()
      await elsewhere.remove()
    }
  })
})

describe('proposals', () => {
  const propose = async (minConfidence = 0.01) =>
    jobDone(engine, (await engine.client.review.propose({ recordingId: fresh, modelId, minConfidence })).jobId)
  const segments = () => engine.client.segments.list({ recordingId: fresh })

  it('stand beside a person’s labels with their confidence, and can be undone as one step', async () => {
    const job = await propose()
    const proposed = await segments()
    expect(proposed.length).toBeGreaterThan(0)
    expect(job.result).toMatchObject({ segments: proposed.length, predictionId: proposed[0]!.predictionId })
    for (const segment of proposed) {
      expect(segment).toMatchObject({ source: 'model', state: 'proposed', modelId })
      expect(segment.confidence).toBeGreaterThan(0)
    }
  })

  it('of a second pass replace those that nobody decided on, and leave and do not repeat what a person decided', async () => {
    const [first] = await segments()
    const [decided] = await engine.client.segments.decide({ ids: [first!.id], decision: 'rejected' })
    await propose()
    const after = await segments()
    expect(after.filter((segment) => segment.state === 'rejected').map(({ id }) => id)).toEqual([decided!.id])
    const again = after.filter(
      (segment) =>
        segment.state === 'proposed' &&
        segment.labelId === decided!.labelId &&
        segment.first === decided!.first &&
        segment.last === decided!.last,
    )
    expect(again).toEqual([])
    expect(after.filter((segment) => segment.state === 'proposed').every(({ id }) => id !== first!.id)).toBe(true)
  })

  it('of footage that is gone are refused at once, naming the file', async () => {
    const call = engine.client.review.propose({ recordingId: fresh, modelId: 'nobody' })
    expect(await problemOf(call)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('explanation', () => {
  it('gives a map for every frame of the clip, and PNGs of the size of the footage', async () => {
    // After two epochs nothing may speak for one label; then something speaks for another.
    const explained = []
    for (const label of (await engine.client.models.get({ id: modelId })).classes) {
      const { jobId } = await engine.client.explain.start({ recordingId: fresh, modelId, first: 40, label })
      const id = String((await jobDone(engine, jobId)).result?.['explanationId'])
      explained.push({ id, explanation: await engine.client.explain.get({ id }) })
    }
    const { id, explanation } = explained.find((one) => one.explanation.frames.every(({ weight }) => weight > 0))!
    expect(explanation.frames).toHaveLength(8)
    expect(explanation.frames[0]?.frameIndex).toBe(40)
    expect(explanation.frames.every(({ grid }) => grid.length === explanation.gridWidth * explanation.gridHeight)).toBe(
      true,
    )

    const files = await writeExplanation(engine.context, id, join(workplace.dir, 'why'))
    expect(files.filter((file) => file.endsWith('-gradcam.png'))).toHaveLength(8)
    const [original, overlay] = await Promise.all(files.slice(0, 2).map(async (file) => decode(await readFile(file))))
    expect([original!.width, original!.height]).toEqual([160, 120])
    expect(Buffer.compare(Buffer.from(original!.data.buffer), Buffer.from(overlay!.data.buffer))).not.toBe(0)
  })

  it('refuses a label that the model never learned, and says which it knows', async () => {
    const call = engine.client.explain.start({ recordingId: fresh, modelId, first: 0, label: 'somersault' })
    const problem = await problemOf(call)
    expect(problem.code).toBe('INVALID_INPUT')
    expect(problem.message).toContain(labelled[0]!.label)
  })
})

describe('report', () => {
  it('of a session is one file that needs nothing else, whatever its names hold', async () => {
    const { sessionId } = await engine.client.recordings.get({ id: fresh })
    const [segment] = await engine.client.segments.list({ recordingId: fresh })
    await engine.client.segments.decide({ ids: [segment!.id], decision: 'accepted' })
    const { jobId } = await engine.client.reports.create({ sessionId, modelId })
    const reportId = String((await jobDone(engine, jobId)).result?.['reportId'])
    const [report] = await engine.client.reports.list({ sessionId })
    expect(report?.id).toBe(reportId)
    expect(existsSync(report!.file)).toBe(true)
    const page = await readFile(report!.file, 'utf8')
    expect(page).not.toMatch(/<script|<b>|src="(?!data:)|href=|url\((?!#)/)
    expect(page).toContain('Zoë &#60;b&#62;&#34;O&#39;Neil&#34;&#60;/b&#62; 🏃')
    expect(page).toContain('New &#38; fresh')
    expect(page.match(/data:image\/png;base64,/g)).toHaveLength(6)
    expect(page).toContain('it never saw')
    const answer = await engine.handle(new Request(`http://localhost/report-files/${reportId}/report.html`))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(page)
    expect((await engine.client.reports.list({ sessionId: null })).map(({ id }) => id)).toEqual([reportId])
  })

  it('of a session without a model is made without TensorFlow', async () => {
    const { jobId } = await engine.client.reports.create({ sessionId: labelled[0]!.sessionId, modelId: null })
    await jobDone(engine, jobId)
    const [report] = await engine.client.reports.list({ sessionId: labelled[0]!.sessionId })
    const page = await readFile(report!.file, 'utf8')
    expect(page).toContain(labelled[0]!.athlete)
    expect(page).not.toContain('Grad-CAM')
  })
})

describe('a second run', () => {
  it('starts from weights that the library keeps, and its model says so', async () => {
    const from = join(workplace.libraryDir, 'models', modelId, 'weights.safetensors')
    await jobDone(engine, (await engine.client.weights.add({ from, name: 'firsts', licence: 'CC0' })).jobId)
    const { jobId } = await engine.client.training.start({ ...choice, preset: 'quick', epochs: 1, startFrom: 'firsts' })
    const job = await jobDone(engine, jobId)
    const { startedFrom } = await engine.client.models.get({ id: String(job.result?.['modelId']) })
    expect(startedFrom).toMatchObject({
      kind: 'checkpoint',
      name: 'firsts',
      source: 'file weights.safetensors',
      licence: 'CC0',
    })
    expect((await engine.client.jobs.log({ id: jobId })).join()).toMatch(/Starting from firsts: .* nothing starts anew/)
  })

  it('may start from a model of the library, and from nothing that it has not', async () => {
    const source = `Touchline model ${modelId}`
    expect(await chooseWeights(engine.context, modelId)).toMatchObject({ name: 'First', source })
    const call = engine.client.training.start({ ...choice, preset: 'quick', startFrom: 'thirds' })
    expect(await problemOf(call)).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('It has: firsts') as string,
    })
  })
})
