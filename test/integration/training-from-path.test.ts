/** Training, measuring, proposing and explaining without a library, as the terminal does it. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent } from '../../src/contract/compute.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { explainFile } from '../../src/engine/explain/explain-file.ts'
import { writeExplanationPictures } from '../../src/engine/explain/pictures.ts'
import { makeLog } from '../../src/engine/log.ts'
import { predictFile } from '../../src/engine/review/predict-file.ts'
import type { DataSummary } from '../../src/engine/training/from-path.ts'
import { readModelFile } from '../../src/engine/training/model-folder.ts'
import { evaluateModel, trainFromPath } from '../../src/engine/training/from-path.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { drawSet } from '../fixtures/labelled-library.ts'

const compute = createComputeLauncher({
  entry: computeEntry(),
  ffmpeg: async () => (await locateFfmpeg()).path,
  log: makeLog('warn'),
})

let root = ''
let data = ''
let model = ''
const events: ComputeEvent[] = []
let summary: DataSummary | undefined

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'touchline-path-'))
  data = (await drawSet(join(root, 'set'), 4)).dir
  model = join(root, 'models', 'first')
  await trainFromPath(
    { data, preset: 'quick', epochs: 1, seed: 3, out: model },
    { compute, onEvent: (event) => events.push(event), onData: (said) => (summary = said) },
  )
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('train', () => {
  it('says how it splits before it starts and reports every epoch', () => {
    expect(summary).toMatchObject({ clips: 8, groups: 4, protocol: 'by group, 1 of 4 held out (seed 3)', warnings: [] })
    expect(events.filter((event) => event.type === 'epoch')).toHaveLength(1)
  })

  it('leaves a model that names its data, its split and the athletes it never saw', async () => {
    const facts: unknown = JSON.parse(await readFile(join(model, 'model.json'), 'utf8'))
    expect(facts).toMatchObject({
      dataset: {
        hash: summary?.hash,
        protocol: summary?.protocol,
        heldOutGroups: [expect.stringMatching(/^athlete0\d$/)],
      },
      training: { preset: 'quick', epochs: 1, seed: 3 },
      heldOut: { n: 2 },
    })
  })

  it('goes on from an earlier model, says what was taken, and the new model keeps what it started from', async () => {
    const said: string[] = []
    const { model: second } = await trainFromPath(
      { data, preset: 'quick', epochs: 1, seed: 3, out: join(root, 'models', 'second'), startFrom: model },
      { compute, onEvent: (event) => event.type === 'log' && said.push(event.text) },
    )
    const first = await readModelFile(model)
    expect(second.startedFrom).toMatchObject({
      kind: 'checkpoint',
      name: first.name,
      source: `Touchline model ${first.id}`,
    })
    expect(said.join()).toMatch(/Starting from .*its cbam attention, LSTM of 96 and classifier of 2 labels loaded/)
  })

  it('does not start from weights of another network', async () => {
    const call = trainFromPath(
      { data, preset: 'balanced', epochs: 1, out: join(root, 'models', 'other'), startFrom: model },
      { compute },
    )
    await expect(call).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(/resnet10 of width 16 in the file, resnet18 of width 64/) as string,
    })
  })

  it('never writes over anything', async () => {
    const again = trainFromPath({ data, preset: 'quick', epochs: 1, out: model }, { compute })
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('tells a preset that is not there from those that are', async () => {
    const call = trainFromPath({ data, preset: 'magic', out: join(root, 'x') }, { compute })
    await expect(call).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('quick') as string,
    })
  })

  it('stops when asked and leaves nothing', async () => {
    const stop = new AbortController()
    const out = join(root, 'models', 'stopped')
    const onEvent = (event: ComputeEvent): void => {
      if (event.type === 'epoch') stop.abort()
    }
    const call = trainFromPath({ data, preset: 'quick', epochs: 500, out }, { compute, signal: stop.signal, onEvent })
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(existsSync(out)).toBe(false)
  })

  it('names the clip that can’t be read', async () => {
    const dir = join(root, 'spoilt')
    for (const label of ['walk', 'run']) {
      await mkdir(join(dir, label), { recursive: true })
      for (const clip of ['a_1.mp4', 'b_1.mp4']) await writeFile(join(dir, label, clip), 'no film')
    }
    const call = trainFromPath({ data: dir, preset: 'quick', epochs: 1, out: join(root, 'y') }, { compute })
    await expect(call).rejects.toHaveProperty('message', expect.stringMatching(/[ab]_1\.mp4/))
  })
})

describe('evaluate', () => {
  it('counts every clip of the data, and warns that some were learned from', async () => {
    const { evaluation, predictions, data: said } = await evaluateModel({ model, data }, { compute })
    expect(evaluation.n).toBe(8)
    expect(evaluation.labels).toEqual(summary?.labels)
    expect(evaluation.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(8)
    expect(predictions).toHaveLength(8)
    expect(said.warnings).toEqual([expect.stringContaining('3 of 4 groups')])
  })

  it('of the held-out groups gives the score that training gave', async () => {
    const facts = JSON.parse(await readFile(join(model, 'model.json'), 'utf8')) as {
      heldOut: { top1: number; loss: number }
    }
    const { evaluation, data: said } = await evaluateModel({ model, data, heldOutOnly: true }, { compute })
    expect(evaluation.n).toBe(2)
    expect(evaluation.top1).toBe(facts.heldOut.top1)
    expect(evaluation.loss).toBeCloseTo(facts.heldOut.loss, 4)
    expect(said.warnings).toEqual([])
  })

  it('refuses labels that the model never learned', async () => {
    const other = join(root, 'other.csv')
    const clip = join(data, summary!.labels[0]!, 'athlete01_1.mp4')
    await writeFile(other, `path,label,group\n${clip},somersault,A\n`)
    await expect(evaluateModel({ model, data: other }, { compute })).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })

  it('refuses a model whose weights are cut off', async () => {
    const cut = join(root, 'cut')
    await mkdir(cut)
    await writeFile(join(cut, 'model.json'), await readFile(join(model, 'model.json')))
    await writeFile(join(cut, 'weights.safetensors'), await readFile(join(model, 'weights.safetensors')))
    await truncate(join(cut, 'weights.safetensors'), 50_000)
    await expect(evaluateModel({ model: cut, data }, { compute })).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' })
  })
})

describe('a file', () => {
  const file = (): string => join(data, summary!.labels[0]!, 'athlete01_1.mp4')

  it('gets proposals in frames and seconds that agree', async () => {
    const { proposals, windows } = await predictFile({ model, file: file(), minConfidence: 0 }, { compute })
    expect(windows.length).toBeGreaterThan(1)
    expect(proposals.length).toBeGreaterThan(0)
    for (const { first, last, startSecs, endSecs } of proposals) {
      expect(startSecs).toBeCloseTo(first / 25, 3)
      expect(endSecs).toBeCloseTo((last + 1) / 25, 3)
    }
  })

  it('gets Grad-CAM pictures of exactly the frames of its clip', async () => {
    const clip = await explainFile({ model, file: file(), first: 4, label: summary!.labels[1]! }, { compute })
    expect(clip.explanation.label).toBe(summary!.labels[1])
    const files = await writeExplanationPictures(clip, join(root, 'pictures'))
    const { frames, frameStep } = (await readModelFile(model)).preprocessing
    const named = Array.from({ length: frames }, (_, i) => `frame-${String(4 + i * frameStep).padStart(6, '0')}`)
    expect(files).toEqual([
      ...named.flatMap((name) => [`${name}.png`, `${name}-gradcam.png`]).map((name) => join(root, 'pictures', name)),
      join(root, 'pictures', 'explanation.json'),
    ])
  })
})
