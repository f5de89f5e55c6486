/** Training, measuring, proposing and explaining without a library, as the terminal does it. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent } from '../../src/contract/compute.ts'
import type { NetworkModel } from '../../src/contract/learning.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { explainFile } from '../../src/engine/explain/explain-file.ts'
import { writeExplanationPictures } from '../../src/engine/explain/pictures.ts'
import { makeLog } from '../../src/engine/log.ts'
import { predictFile } from '../../src/engine/review/predict-file.ts'
import type { DataSummary } from '../../src/engine/training/from-path.ts'
import { readModelFile } from '../../src/engine/training/model-folder.ts'
import { canGoOn, evaluateModel, trainFromPath } from '../../src/engine/training/from-path.ts'
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

  it('does not start from weights of another network, and says so before it reads a clip', async () => {
    const phases: string[] = []
    const call = trainFromPath(
      { data, preset: 'balanced', epochs: 1, out: join(root, 'models', 'other'), startFrom: model },
      { compute, onEvent: (event) => event.type === 'progress' && phases.push(event.phase) },
    )
    await expect(call).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(/resnet10 of width 16 in the file, resnet18 of width 64/) as string,
    })
    expect(phases).toEqual([])
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

  describe('that is stopped', () => {
    const out = (): string => join(root, 'models', 'stopped')
    const wish = { preset: 'quick', epochs: 3, seed: 3, balance: 'sampling', keepBest: 'heldOutLoss' } as const

    it('keeps what it needs to go on, beside the model to be', async () => {
      const stop = new AbortController()
      const onEvent = (event: ComputeEvent): void => {
        if (event.type === 'epoch') stop.abort()
      }
      const call = trainFromPath({ data, ...wish, out: out() }, { compute, signal: stop.signal, onEvent })
      await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(existsSync(out())).toBe(false)
      expect(canGoOn(out())).toBe(true)
    })

    it('is not begun anew in silence, and goes on with its own settings only', async () => {
      const anew = trainFromPath({ data, ...wish, out: out() }, { compute })
      await expect(anew).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('--resume') as string,
      })
      const changed = trainFromPath({ out: out(), resume: true, epochs: 5 }, { compute })
      await expect(changed).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('epochs was 3 and is 5') as string,
      })
    })

    it('goes on to the losses of one that was not, and leaves only the model', async () => {
      const { model: straight } = await trainFromPath({ data, ...wish, out: join(root, 'straight') }, { compute })
      const { model: resumed } = await trainFromPath({ out: out(), resume: true }, { compute })
      const learned = ({ curves }: typeof straight) => curves.map(({ train, heldOut }) => [train, heldOut])
      expect(learned(resumed)).toEqual(learned(straight))
      expect(resumed).toMatchObject({ heldOut: straight.heldOut, training: straight.training })
      expect(existsSync(`${out()}.run`)).toBe(false)
      const again = trainFromPath({ out: join(root, 'nowhere'), resume: true }, { compute })
      await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    it('before its first epoch leaves nothing', async () => {
      const early = join(root, 'models', 'early')
      const stop = new AbortController()
      const onEvent = (event: ComputeEvent): void => {
        if (event.type === 'started') stop.abort()
      }
      const call = trainFromPath({ data, ...wish, out: early }, { compute, signal: stop.signal, onEvent })
      await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
      expect([early, `${early}.run`].map((path) => existsSync(path))).toEqual([false, false])
    })
  })

  it('refuses before any work what can’t be learned from, and says what to do', async () => {
    const file = join(root, 'unlearned.csv')
    const clips = ['athlete01_1', 'athlete02_1', 'athlete03_1'].map((name) =>
      join(data, summary!.labels[0]!, `${name}.mp4`),
    )
    const rows = ['run,A,train', 'jump,B,train', 'dive,C,held-out'].map((rest, index) => `${clips[index]},${rest}`)
    await writeFile(file, ['path,label,group,split', ...rows, ''].join('\n'))
    const call = trainFromPath({ data: file, out: join(root, 'z') }, { compute })
    await expect(call).rejects.toMatchObject({
      code: 'DATASET_UNUSABLE',
      message: expect.stringContaining('“dive” has no clip to learn from') as string,
    })
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
    const { frames, frameStep } = ((await readModelFile(model)) as NetworkModel).preprocessing
    const named = Array.from({ length: frames }, (_, i) => `frame-${String(4 + i * frameStep).padStart(6, '0')}`)
    expect(files).toEqual([
      ...named.flatMap((name) => [`${name}.png`, `${name}-gradcam.png`]).map((name) => join(root, 'pictures', name)),
      join(root, 'pictures', 'explanation.json'),
    ])
  })
})
