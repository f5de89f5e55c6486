/** Training that one can trust, through the real compute process: repeated, stopped, killed, gone on with. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent, ComputeRequest } from '../../src/contract/compute.ts'
import type { ClipSet, NetworkModel, NetworkTraining } from '../../src/contract/learning.ts'
import { rlnetPreset } from '../fixtures/rlnet-presets.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { makeFigureDataset } from '../../src/engine/datasets/figures/make-dataset.ts'
import { freezePathSet } from '../../src/engine/datasets/frozen-path-set.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { readSafetensors } from '../../src/network/index.ts'

const log = { info: () => undefined, warn: () => undefined }
const quick = rlnetPreset('quick')
/** As small as an RLNet with dropout, augmentation, cosine schedule and batch norms can be. */
const tiny: NetworkTraining = {
  ...quick,
  network: { ...quick.network, width: 8, hidden: 16, size: 32 },
  preprocessing: { ...quick.preprocessing, resize: 36, size: 32 },
  epochs: 6,
  batchClips: 4,
  leastViews: 1,
}

let root = ''
let clipSet: ClipSet
let ffmpeg = ''

beforeAll(async () => {
  ffmpeg = (await locateFfmpeg()).path
  root = await mkdtemp(path.join(tmpdir(), 'touchline-trusted-'))
  const { dir } = await makeFigureDataset({ dir: path.join(root, 'set'), athletes: 4, actions: 2, clips: 1, seed: 1 })
  clipSet = (await freezePathSet(dir, { heldOutShare: 0.3, seed: 1 })).clipSet
})
afterAll(() => rm(root, { recursive: true, force: true }))

interface Trial {
  readonly name: string
  readonly config?: Partial<NetworkTraining>
  readonly resume?: boolean
  readonly set?: ClipSet
}

function taskOf({ name, config = {}, resume = false, set = clipSet }: Trial) {
  return {
    kind: 'train' as const,
    modelId: name,
    modelName: name,
    clipSet: set,
    config: { ...tiny, ...config },
    modelDir: path.join(root, 'models', name),
    startFrom: null,
    checkpointDir: path.join(root, 'runs', name),
    resume,
    featureCacheDir: path.join(root, 'features'),
  }
}

async function train(trial: Trial, onEvent?: (event: ComputeEvent) => void): Promise<NetworkModel> {
  const launcher = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log })
  const result = await launcher.run(taskOf(trial), onEvent ? { onEvent } : {})
  if (result.kind !== 'train' || result.model.method !== 'network') throw new Error(result.kind)
  return result.model
}

/** Trains until an event says so, and kills the process then, as a power cut would. */
async function trainUntilKilled(trial: Trial, isTime: (event: ComputeEvent) => boolean): Promise<void> {
  const child = fork(computeEntry(), [], { serialization: 'advanced', stdio: 'ignore' })
  const gone = once(child, 'exit')
  child.on('message', (event: ComputeEvent) => {
    if (isTime(event)) child.kill('SIGKILL')
  })
  const request: ComputeRequest = { ...taskOf(trial), ffmpeg, threads: null, backend: 'auto' }
  child.send(request)
  expect((await gone)[1]).toBe('SIGKILL')
}

/** In the middle of an epoch: after its first step, before its last. */
const during = (epoch: number, of: number) => (event: ComputeEvent) =>
  event.type === 'progress' && event.phase === 'Training' && event.done > ((epoch - 1) / of) * event.total

const losses = ({ curves }: NetworkModel) => curves.map(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss])

async function weightsOf(name: string) {
  const file = path.join(root, 'models', name, 'weights.safetensors')
  return readSafetensors(await readFile(file), file).tensors
}

describe('a run that was killed in the middle of an epoch and gone on with', () => {
  let whole: NetworkModel
  let resumed: NetworkModel
  const events: ComputeEvent[] = []
  beforeAll(async () => {
    whole = await train({ name: 'whole' })
    await trainUntilKilled({ name: 'cut' }, during(4, 6))
    resumed = await train({ name: 'cut', resume: true }, (event) => events.push(event))
  })

  it('has the losses and the scores of one that was not', () => {
    expect(events.filter((event) => event.type === 'epoch').map(({ metrics }) => metrics.epoch)).toEqual([4, 5, 6])
    expect(losses(resumed)).toEqual(losses(whole))
    expect(resumed.heldOut).toEqual(whole.heldOut)
  })

  it('has the same weights and running averages, to the last bit', async () => {
    const [straight, broken] = [await weightsOf('whole'), await weightsOf('cut')]
    expect(broken.size).toBe(straight.size)
    for (const [name, { values }] of straight) expect(broken.get(name)?.values, name).toEqual(values)
  })

  it('says after which epoch it went on, and counts the time of both parts', () => {
    expect(events).toContainEqual({ type: 'log', text: 'Going on after epoch 3 of 6.' })
    expect(events).toContainEqual(expect.objectContaining({ type: 'started', epochsDone: 3 }))
    expect(resumed.trainSecs).toBeGreaterThan(resumed.curves.slice(3).reduce((sum, { secs }) => sum + secs, 0))
  })

  it('goes on with its own settings and its own data only', async () => {
    const other = train({ name: 'cut', resume: true, config: { learningRate: 1e-3 } })
    await expect(other).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('learningRate was 0.002 and is 0.001') as string,
    })
    const moved = train({ name: 'cut', resume: true, set: { ...clipSet, hash: 'another' } })
    await expect(moved).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('clips') as string })
    const none = train({ name: 'nowhere', resume: true })
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await rm(path.join(root, 'models', 'cut'), { recursive: true })
    await writeFile(path.join(root, 'runs', 'cut', 'last.safetensors'), 'half a checkp')
    await expect(train({ name: 'cut', resume: true })).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' })
  })
})

describe('one seed', () => {
  it('gives the same losses and weights twice, to the last bit, in passes and with loss weights too', async () => {
    const config = { clipsAtOnce: 2, balance: 'loss', clipGradientNorm: 1, epochs: 2 } as const
    const [a, b] = [await train({ name: 'once', config }), await train({ name: 'twice', config })]
    expect(losses(a)).toEqual(losses(b))
    expect([...(await weightsOf('twice'))]).toEqual([...(await weightsOf('once'))])
    expect(losses(await train({ name: 'other', config: { ...config, seed: 2 } }))).not.toEqual(losses(a))
  })
})

describe('the epoch that is kept', () => {
  it('is the best by the metric, and the model is that epoch’s', async () => {
    // A rate that spoils what was learned: the last epoch is unlikely to be the best.
    const config = { keepBest: 'heldOutLoss', epochs: 5, learningRate: 2e-2, schedule: 'constant' } as const
    const model = await train({ name: 'best', config })
    const heldOut = model.curves.map(({ heldOutLoss }) => heldOutLoss!)
    expect(model.epoch).toBe(heldOut.indexOf(Math.min(...heldOut)) + 1)
    const short = await train({ name: 'short', config: { ...config, epochs: model.epoch } })
    expect(model.heldOut).toEqual(short.heldOut)
    const [kept, straight] = [await weightsOf('best'), await weightsOf('short')]
    for (const [name, { values }] of straight) expect(kept.get(name)?.values, name).toEqual(values)
  })

  it('ends the training early when nothing becomes better, and a person is told', async () => {
    const events: ComputeEvent[] = []
    const config = { epochs: 30, learningRate: 1e-7, earlyStopping: { metric: 'heldOutTop1', patience: 2 } } as const
    const model = await train({ name: 'early', config }, (event) => events.push(event))
    expect(model.curves.length).toBeLessThan(30)
    expect(model.curves.length).toBe(model.epoch + 2)
    expect(events).toContainEqual({
      type: 'log',
      text: expect.stringMatching(/^Stopped early, after epoch \d+ of 30/) as string,
    })
  })

  it('can’t be told without held-out clips, which is said before anything starts', async () => {
    const clips = clipSet.clips.map((clip) => ({ ...clip, split: 'train' as const }))
    const asked = train({ name: 'blind', set: { ...clipSet, clips }, config: { keepBest: 'heldOutTop1' } })
    await expect(asked).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})

describe('a training that runs away', () => {
  it('stops with the epoch, the step and the clips named, and leaves no model', async () => {
    const network = { ...tiny.network, head: 'mean' as const }
    const lost = train({ name: 'lost', config: { network, learningRate: 1, schedule: 'constant', epochs: 20 } })
    await expect(lost).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringMatching(
        /the loss became (\d{3,}|not a number) in epoch \d+, step \d+ \(clips .*athlete/,
      ) as string,
    })
    expect(existsSync(path.join(root, 'models', 'lost'))).toBe(false)
  })
})

describe('the record of a run', () => {
  it('names settings, data, machine and versions, and has every score of every epoch', async () => {
    const model = await train({ name: 'record', config: { epochs: 2, balance: 'sampling', views: 5 } })
    expect(model).toMatchObject({
      training: { seed: 1, balance: 'sampling', views: 5, learningRate: tiny.learningRate },
      dataset: { hash: clipSet.hash },
      machine: { cores: expect.any(Number) as number, gpu: null },
      software: { tensorflow: expect.any(String) as string, node: process.versions.node },
      heldOut: { clipInterval: [expect.any(Number), expect.any(Number)], top5: null },
    })
    expect(model.machine!.memoryBytes).toBeGreaterThan(1e9)
    for (const { train: learned, heldOut, trainTop1, stepsPerSec } of model.curves) {
      expect(learned!.n).toBe(clipSet.clips.filter(({ split }) => split === 'train').length)
      expect(learned!.top1).toBe(trainTop1)
      expect(learned!.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(learned!.n)
      expect(heldOut!.perClass.map(({ label }) => label)).toEqual(clipSet.labels)
      expect(stepsPerSec).toBeGreaterThan(0)
    }
    expect(model.curves[0]!.warmUpSecs).toBeGreaterThan(0)
    expect(model.curves[1]!.warmUpSecs).toBeUndefined()
  })

  it('can’t be kept where nothing can be written: the run ends with a sentence that names the place', async () => {
    const blocked = path.join(root, 'blocked')
    await writeFile(blocked, 'a file where a folder should be')
    const launcher = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log })
    const task = { ...taskOf({ name: 'unwritable' }), checkpointDir: path.join(blocked, 'run') }
    await expect(launcher.run(task, {})).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(blocked) as string,
    })
  })

  it('leaves checkpoints whole: the last and the best, and nothing half-written', async () => {
    expect(await readdir(path.join(root, 'runs', 'best'))).toEqual(['best.safetensors', 'last.safetensors'])
    expect(await readdir(path.join(root, 'runs', 'record'))).toEqual(['last.safetensors'])
  })
})
