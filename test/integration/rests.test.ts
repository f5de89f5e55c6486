/** What was looked through and has no segment is learned as nothing: on drawn recordings with rests, from labels to proposals. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rangesOverlap } from '../../src/domain/frames.ts'
import { modelFile } from '../../src/contract/learning.ts'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import type { LongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { dataSetTable } from '../../src/engine/library/data-sets.ts'
import { jobDone } from '../fixtures/labelled-library.ts'
import { importInto, makeWorkplace } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

const actions = ['squat', 'jumping-jack']
const choice = { labelIds: [] as string[], groupBy: 'athlete' as const, heldOutShare: 0.3, seed: 1 }

let workplace: Workplace
let engine: Engine
/** The last one is of somebody who was never labelled. */
const recordings: (LongRecording & { id: string })[] = []

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  const labels = new Map<string, string>()
  for (const name of actions) labels.set(name, (await engine.client.labels.create({ name })).id)
  for (const athlete of [1, 2, 3, 4]) {
    const path = join(workplace.dir, `${athlete}.mp4`)
    const drawn = await renderLongRecording({
      ...{ out: path, seed: 1, athlete, labels: actions },
      ...{ lengthSecs: 24, width: 160, height: 120 },
    })
    const job = await importInto(engine, [path], { athlete: drawn.group, session: 'Drill' })
    const id = String((job.result?.['recordingIds'] as unknown[])[0])
    recordings.push({ ...drawn, id })
    if (athlete === 4) continue
    for (const { label, first, last } of drawn.segments) {
      await engine.client.segments.add({ recordingId: id, labelId: labels.get(label)!, first, last })
    }
    await engine.client.reviewed.add({ recordingId: id, first: 0, last: drawn.lengthFrames - 1 })
  }
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

it('is counted beside the labels, and left out where somebody does not want it', async () => {
  const plain = await engine.client.training.preview({ ...choice, background: false })
  expect(plain).toMatchObject({ background: null, obstacles: [] })
  const preview = await engine.client.training.preview(choice)
  expect(preview).toMatchObject({ background: 'nothing', obstacles: [], protocol: plain.protocol })
  const nothing = preview.labels.find(({ label }) => label === 'nothing')!
  expect(preview.labels.filter(({ label }) => label !== 'nothing')).toEqual(plain.labels)
  const most = Math.max(...plain.labels.map(({ train, heldOut }) => train + heldOut))
  expect(nothing.train + nothing.heldOut).toBe(most)
  expect(nothing.heldOut).toBeGreaterThan(0)
})

it('keeps proposals out of the rests of somebody whom the model never saw', async () => {
  const unseen = recordings.at(-1)!
  const proposalsOf = async (background: boolean) => {
    const started = await engine.client.training.start({ ...choice, background, preset: 'quick' })
    const modelId = String((await jobDone(engine, started.jobId)).result?.['modelId'])
    const { jobId } = await engine.client.review.propose({ recordingId: unseen.id, modelId })
    await jobDone(engine, jobId)
    const segments = await engine.client.segments.list({ recordingId: unseen.id })
    return { modelId, proposals: segments.filter((segment) => segment.modelId === modelId) }
  }
  const restFrames = (ranges: readonly { first: number; last: number }[]): number =>
    Array.from({ length: unseen.lengthFrames }, (_, frame) => ({ first: frame, last: frame })).filter(
      (frame) =>
        ranges.some((range) => rangesOverlap(range, frame)) &&
        !unseen.segments.some((segment) => rangesOverlap(segment, frame)),
    ).length
  const without = await proposalsOf(false)
  const taught = await proposalsOf(true)
  console.log(
    restFrames(without.proposals),
    restFrames(taught.proposals),
    unseen.segments,
    without.proposals.map(({ first, last }) => [first, last]),
    taught.proposals.map(({ first, last }) => [first, last]),
  )
  expect(restFrames(taught.proposals)).toBeLessThan(restFrames(without.proposals) / 2)

  const written = await readFile(join(workplace.libraryDir, 'models', taught.modelId, 'model.json'), 'utf8')
  expect(modelFile.parse(JSON.parse(written))).toMatchObject({
    background: 'nothing',
    classes: ['jumping-jack', 'nothing', 'squat'],
  })
  const labels = await engine.client.labels.list({})
  expect(labels.map(({ name }) => name)).toEqual(actions)
  const [kept] = engine.context.db.prepare('SELECT id FROM data_set ORDER BY created_at DESC').pluck().all() as string[]
  expect(dataSetTable(engine.context.db).find(kept!)?.clips.background).toBe('nothing')
})
