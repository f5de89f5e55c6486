/** The compute process itself: what it promises whoever starts it, on real TensorFlow and real video. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent, ComputeRequest, ComputeResult } from '../../src/contract/compute.ts'
import type { ClipSet, Footage, ModelFile, NetworkTraining } from '../../src/contract/learning.ts'
import { rlnetPreset } from '../fixtures/rlnet-presets.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { freezePathSet } from '../../src/engine/datasets/frozen-path-set.ts'
import { footageFrom } from '../../src/engine/datasets/recording-footage.ts'
import { makeFigureDataset } from '../../src/engine/datasets/figures/make-dataset.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { indexFootage } from '../../src/media/probe.ts'

const log = { info: () => undefined, warn: () => undefined }
const quick = rlnetPreset('quick')
/** As small as an RLNet with everything in it can be. */
const tiny: NetworkTraining = {
  ...quick,
  network: { ...quick.network, width: 8, hidden: 16, size: 32 },
  preprocessing: { ...quick.preprocessing, resize: 36, size: 32 },
  epochs: 2,
  batchClips: 4,
  leastViews: 1,
}

let root = ''
let clipSet: ClipSet
let footage: Footage
let ffmpeg = ''

beforeAll(async () => {
  ffmpeg = (await locateFfmpeg()).path
  root = await mkdtemp(path.join(tmpdir(), 'touchline-compute-'))
  const { dir } = await makeFigureDataset({ dir: path.join(root, 'set'), athletes: 3, actions: 2, clips: 1, seed: 1 })
  clipSet = (await freezePathSet(dir, { heldOutShare: 0.3, seed: 1 })).clipSet
  const { file } = clipSet.clips[0]!
  footage = footageFrom(file, await indexFootage(file))
})
afterAll(() => rm(root, { recursive: true, force: true }))

type Task = Parameters<ReturnType<typeof createComputeLauncher>['run']>[0]

function run(
  task: Task,
  backend: ComputeRequest['backend'] = 'auto',
  onEvent?: (event: ComputeEvent) => void,
): Promise<ComputeResult> {
  const launcher = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log, backend })
  return launcher.run(task, onEvent ? { onEvent } : {})
}

function trainTask(name: string, config: NetworkTraining, set: ClipSet = clipSet) {
  return {
    kind: 'train' as const,
    modelId: name,
    modelName: name,
    clipSet: set,
    config,
    modelDir: path.join(root, 'models', name),
    startFrom: null,
    checkpointDir: path.join(root, 'runs', name),
    resume: false,
    featureCacheDir: path.join(root, 'features'),
  }
}

async function train(name: string, change: Partial<NetworkTraining> = {}, set: ClipSet = clipSet): Promise<ModelFile> {
  const result = await run(trainTask(name, { ...tiny, ...change }, set))
  if (result.kind !== 'train') throw new Error(result.kind)
  return result.model
}

describe('training', () => {
  let first: ModelFile
  beforeAll(async () => {
    first = await train('first')
  })

  it('with one seed gives the same losses and weights, with another others', async () => {
    const losses = ({ curves }: ModelFile): unknown =>
      curves.map(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss])
    const again = await train('again')
    expect(losses(again)).toEqual(losses(first))
    expect(losses(await train('other', { seed: 2 }))).not.toEqual(losses(first))
    const weights = (name: string): Promise<Buffer> => readFile(path.join(root, 'models', name, 'weights.safetensors'))
    const [a, b] = [await weights('first'), await weights('again')]
    // The header names the model; what follows are the weights.
    expect(b.subarray(-50_000).equals(a.subarray(-50_000))).toBe(true)
  })

  it('learns ranges of a recording from exactly those frames', async () => {
    const last = footage.frameTable.pts.length - 1
    const footages = Object.fromEntries(
      await Promise.all(
        clipSet.clips.map(async ({ file }) => {
          return [file, footageFrom(file, await indexFootage(file))] as const
        }),
      ),
    )
    const ranged: ClipSet = {
      ...clipSet,
      footage: footages,
      clips: clipSet.clips.map((clip) => ({
        ...clip,
        range: { first: 0, last: footages[clip.file]!.frameTable.pts.length - 1 },
      })),
    }
    // A range over the whole file is the file: the same frames give the same losses.
    const model = await train('ranged', {}, ranged)
    expect(model.curves.map(({ trainLoss }) => trainLoss)).toEqual(first.curves.map(({ trainLoss }) => trainLoss))
    const beyond = {
      ...ranged,
      clips: ranged.clips.map((clip) => ({ ...clip, range: { first: 0, last: last + 1000 } })),
    }
    await expect(train('beyond', {}, beyond)).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })

  it('that runs away says where, and leaves no model', async () => {
    const lost = train('lost', { preprocessing: { ...tiny.preprocessing, std: [1e-40, 1e-40, 1e-40] } })
    await expect(lost).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringMatching(/not a number in epoch 1, step 1 \(clips .*athlete/) as string,
    })
    expect(existsSync(path.join(root, 'models', 'lost'))).toBe(false)
  })

  it('lists every clip that can’t be read before it starts', async () => {
    const bad = path.join(root, 'bad.mp4')
    await writeFile(bad, 'no film')
    const clips = clipSet.clips.map((clip, index) => (index < 2 ? { ...clip, file: bad } : clip))
    const spoilt = train('spoilt', {}, { ...clipSet, clips })
    await expect(spoilt).rejects.toMatchObject({
      code: 'DATASET_UNUSABLE',
      details: {
        clips: [
          { key: clips[0]!.key, file: bad },
          { key: clips[1]!.key, file: bad },
        ],
      },
    })
  })

  it('refuses a set with one label to learn', async () => {
    const clips = clipSet.clips.filter(({ label }) => label === clipSet.labels[0])
    await expect(train('one', {}, { ...clipSet, clips })).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })

  it('needs TensorFlow and says so', async () => {
    for (const backend of ['wasm', 'cpu'] as const) {
      await expect(run(trainTask('x', tiny), backend)).rejects.toMatchObject({
        code: 'TENSORFLOW_MISSING',
        message: expect.stringMatching(/Training a network needs TensorFlow.*npm run setup/) as string,
      })
    }
  })

  it('leaves models whole and nothing beside them', async () => {
    const left = await readdir(path.join(root, 'models'))
    expect(left.filter((name) => name.startsWith('.'))).toEqual([])
    expect(await readdir(path.join(root, 'models', 'first'))).toEqual(['model.json', 'weights.safetensors'])
  })
})

describe('a trained model', () => {
  const modelDir = (): string => path.join(root, 'models', 'first')
  const predict = (backend: ComputeRequest['backend'] = 'auto', onEvent?: (event: ComputeEvent) => void) =>
    run({ kind: 'predict', modelDir: modelDir(), footage, hopFrames: 5 }, backend, onEvent)

  it('scores every window of a recording, and a window alike wherever the others start', async () => {
    const result = await predict()
    if (result.kind !== 'predict') throw new Error(result.kind)
    expect(result.windows[0]!.first).toBe(0)
    expect(result.windows.at(-1)!.last).toBe(footage.frameTable.pts.length - 1)
    for (const { scores } of result.windows) expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)
    const coarse = await run({ kind: 'predict', modelDir: modelDir(), footage, hopFrames: 10 })
    if (coarse.kind !== 'predict') throw new Error(coarse.kind)
    for (const [label, score] of coarse.windows[1]!.scores.entries()) {
      expect(score).toBeCloseTo(result.windows[2]!.scores[label]!, 4)
    }
  })

  it('scores clips shorter than its window too, and says once how many they are', async () => {
    const said: string[] = []
    const clips = [3, 5, 40].map((last) => ({ ...clipSet.clips[0]!, key: `to ${last}`, range: { first: 0, last } }))
    const result = await run(
      { kind: 'evaluate', modelDir: modelDir(), clipSet: { ...clipSet, clips, footage: { [footage.file]: footage } } },
      'auto',
      (event) => event.type === 'log' && said.push(event.text),
    )
    if (result.kind !== 'evaluate') throw new Error(result.kind)
    expect(result.predictions.map(({ key }) => key)).toEqual(['to 3', 'to 5', 'to 40'])
    expect(said.filter((text) => text.includes('shorter'))).toEqual([
      expect.stringMatching(/^2 clips are shorter than the \d+ frames/),
    ])
  })

  it.each(['wasm', 'cpu'] as const)('says the same without TensorFlow, on %s', async (backend) => {
    const [fast, portable] = [await predict('tensorflow'), await predict(backend)]
    if (fast.kind !== 'predict' || portable.kind !== 'predict') throw new Error('no prediction')
    for (const [index, { scores }] of fast.windows.entries()) {
      for (const [label, score] of scores.entries())
        expect(portable.windows[index]!.scores[label]).toBeCloseTo(score, 3)
    }
    const task = { kind: 'explain' as const, modelDir: modelDir(), footage, first: 3, label: clipSet.labels[0]! }
    const [a, b] = [await run(task, 'tensorflow'), await run(task, backend)]
    if (a.kind !== 'explain' || b.kind !== 'explain') throw new Error('no explanation')
    for (const [place, { grid }] of a.explanation.frames.entries()) {
      const other = b.explanation.frames[place]!.grid
      for (const [cell, value] of grid.entries()) expect(Math.abs(value - other[cell]!)).toBeLessThanOrEqual(2)
    }
  })

  it('says that it is warming up before it says how far it is', async () => {
    const phases: string[] = []
    await predict('auto', (event) => {
      if (event.type === 'progress' && phases.at(-1) !== event.phase) phases.push(event.phase)
    })
    expect(phases).toEqual(['Warming up', 'Looking for actions'])
  })

  it('in bfloat16 finds nearly the same, or says why it is not used', async () => {
    const notes: string[] = []
    const task = { kind: 'predict' as const, modelDir: modelDir(), footage, hopFrames: 5, precision: 'bf16' as const }
    const listen = (event: ComputeEvent): void => void (event.type === 'log' && notes.push(event.text))
    const [exact, rough] = [await predict(), await run(task, 'auto', listen)]
    if (exact.kind !== 'predict' || rough.kind !== 'predict') throw new Error('no prediction')
    const furthest = Math.max(
      ...exact.windows.flatMap(({ scores }, window) =>
        scores.map((score, label) => Math.abs(score - rough.windows[window]!.scores[label]!)),
      ),
    )
    expect(furthest).toBeLessThan(2e-2)
    expect(furthest > 0).toBe(!notes.some((note) => note.startsWith('bfloat16 is not used')))
    notes.length = 0
    await run(task, 'wasm', listen)
    expect(notes).toContainEqual(expect.stringMatching(/bfloat16 is not used: only TensorFlow has it/))
  })

  it('explains the clip that is asked for, and near the end the last one', async () => {
    const explain = async (first: number, asked: string | null = null) => {
      const result = await run({ kind: 'explain', modelDir: modelDir(), footage, first, label: asked })
      if (result.kind !== 'explain') throw new Error(result.kind)
      return result.explanation
    }
    const { frameStep, frames: count } = tiny.preprocessing
    const { frames, gridWidth, gridHeight, label, scores, labels } = await explain(3)
    expect(frames.map(({ frameIndex }) => frameIndex)).toEqual(
      Array.from({ length: count }, (_, i) => 3 + i * frameStep),
    )
    expect(frames.every(({ grid }) => grid.length === gridWidth * gridHeight)).toBe(true)
    // Where nothing speaks for a label its map is empty; for some label something does.
    const peaks = []
    for (const asked of labels) peaks.push(Math.max(...(await explain(3, asked)).frames.map(({ weight }) => weight)))
    expect(Math.max(...peaks)).toBe(1)
    expect(frames.every(({ weight, grid }) => Math.max(...grid) === (weight > 0 ? 255 : 0))).toBe(true)
    expect(scores[labels.indexOf(label)]).toBe(Math.max(...scores))
    const total = footage.frameTable.pts.length
    expect((await explain(total - 1)).frames.at(-1)!.frameIndex).toBe(total - 1)
  })
})

describe('the process', () => {
  it('describes what it computes with', async () => {
    const result = await run({ kind: 'describe' })
    expect(result).toMatchObject({ kind: 'describe', description: { backend: 'tensorflow', canTrain: true } })
    // Whether the processor can is the machine's affair; that it is said is not.
    expect(result).toHaveProperty('description.whyNoBf16')
  })

  it('answers a request that it does not know with a problem instead of silence', async () => {
    const child = fork(computeEntry(), [], { serialization: 'advanced', stdio: 'ignore' })
    const said = once(child, 'message')
    child.send({ kind: 'dance' })
    expect((await said)[0]).toMatchObject({ type: 'problem', code: 'INVALID_INPUT' })
    await once(child, 'exit')
  })

  it('ends when whoever started it is gone', async () => {
    const child = fork(computeEntry(), [], { serialization: 'advanced', stdio: 'ignore' })
    const task = trainTask('orphan', { ...tiny, epochs: 2000 })
    const request: ComputeRequest = { ...task, ffmpeg, threads: null, backend: 'auto' }
    const training = new Promise<void>((resolve) => {
      child.on('message', (event: ComputeEvent) => {
        if (event.type === 'epoch') resolve()
      })
    })
    child.send(request)
    await training
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
    expect(existsSync(task.modelDir)).toBe(false)
  })
})
