/** What was looked through and has no segment is learned as nothing: on drawn recordings with rests, from labels to proposals. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { modelFile } from '../../src/contract/learning.ts'
import { temporalIou, type FrameRange } from '../../src/domain/frames.ts'
import { renderLongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import type { LongRecording } from '../../src/engine/datasets/figures/long-recording.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { dataSetTable } from '../../src/engine/library/data-sets.ts'
import { jobDone } from '../fixtures/labelled-library.ts'
import { importOne, makeWorkplace } from '../fixtures/workplace.ts'
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
    const id = await importOne(engine, path, { athlete: drawn.group, session: 'Drill' })
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

it('keeps proposals out of the rests of somebody whom the model never saw, and finds the actions between them', async () => {
  const unseen = recordings.at(-1)!
  const { jobId } = await engine.client.training.start({ ...choice, preset: 'quick', epochs: 10 })
  const modelId = String((await jobDone(engine, jobId)).result?.['modelId'])
  await jobDone(engine, (await engine.client.review.propose({ recordingId: unseen.id, modelId })).jobId)
  const proposals = await engine.client.segments.list({ recordingId: unseen.id })
  const lies = (frame: number, ranges: readonly FrameRange[]): boolean =>
    ranges.some(({ first, last }) => first <= frame && frame <= last)
  const rests = Array.from({ length: unseen.lengthFrames }, (_, frame) => frame).filter(
    (frame) => !lies(frame, unseen.segments),
  )
  // Without clips of nothing, all of them are proposed as an action.
  expect(rests.filter((frame) => lies(frame, proposals)).length / rests.length).toBeLessThan(0.25)
  const labels = await engine.client.labels.list({})
  for (const truth of unseen.segments) {
    const best = Math.max(...proposals.map((proposal) => temporalIou(proposal, truth)))
    expect(best, `${truth.label} ${truth.first}–${truth.last}`).toBeGreaterThan(0.5)
  }
  expect(proposals.every(({ labelId }) => labels.some(({ id }) => id === labelId))).toBe(true)
  expect(labels.map(({ name }) => name)).toEqual(actions)

  const written = await readFile(join(workplace.libraryDir, 'models', modelId, 'model.json'), 'utf8')
  expect(modelFile.parse(JSON.parse(written))).toMatchObject({
    background: 'nothing',
    classes: ['jumping-jack', 'nothing', 'squat'],
  })
  const [kept] = engine.context.db.prepare('SELECT id FROM data_set').pluck().all() as string[]
  expect(dataSetTable(engine.context.db).find(kept!)?.clips.background).toBe('nothing')
})

it('is not taken from footage that was looked through for other labels', async () => {
  const { id: labelId } = await engine.client.labels.create({ name: 'lunge' })
  const unlabelled = recordings.at(-1)!.id
  await engine.client.segments.add({ recordingId: unlabelled, labelId, first: 0, last: 30 })
  const forLunges = { ...choice, labelIds: [labelId] }
  expect(await engine.client.training.preview(forLunges)).toMatchObject({ background: null })
  await engine.client.reviewed.add({ recordingId: unlabelled, first: 0, last: 200 })
  const preview = await engine.client.training.preview(forLunges)
  expect(preview.labels.map(({ label, train, heldOut }) => [label, train + heldOut])).toEqual([
    ['lunge', 1],
    ['nothing', 1],
  ])
})
