/** Models of movement on real video: followed, learned, kept, used, put together with a network. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent, ComputeRequest } from '../../src/contract/compute.ts'
import type {
  ClipSet,
  Footage,
  ModelFile,
  MotionTraining,
  NetworkTraining,
  TrainingConfig,
} from '../../src/contract/learning.ts'
import { findPreset } from '../../src/contract/presets.ts'
import { slidingWindows } from '../../src/domain/windows.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { makeFigureDataset } from '../../src/engine/datasets/figures/make-dataset.ts'
import { freezePathSet } from '../../src/engine/datasets/frozen-path-set.ts'
import { footageFrom } from '../../src/engine/datasets/recording-footage.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { rlnetPreset } from '../fixtures/rlnet-presets.ts'

const following = 'Following movements'

let root = ''
let ffmpeg = ''
let clipSet: ClipSet
let footage: Footage

beforeAll(async () => {
  ffmpeg = (await locateFfmpeg()).path
  root = await mkdtemp(path.join(tmpdir(), 'touchline-motion-'))
  const { dir } = await makeFigureDataset({ dir: path.join(root, 'set'), athletes: 4, actions: 3, clips: 1, seed: 1 })
  clipSet = (await freezePathSet(dir, { heldOutShare: 0.25, seed: 1 })).clipSet
  const { file } = clipSet.clips[0]!
  footage = footageFrom(file, await indexFootage(file))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** The preset with little to try, on small frames. */
function small(changes: Partial<MotionTraining> = {}): MotionTraining {
  const { config } = findPreset('motion')
  if (config.method !== 'motion') throw new Error(config.method)
  const frames = { ...config.following, width: 96, height: 72 }
  return { ...config, following: frames, components: [4, 8], costs: [10], ...changes }
}

interface Way {
  readonly set?: ClipSet
  readonly cache?: string
  readonly backend?: ComputeRequest['backend']
  readonly resume?: boolean
  readonly killAt?: (event: ComputeEvent) => boolean
}

const modelDirOf = (name: string): string => path.join(root, 'models', name)

interface Told {
  readonly model: ModelFile
  readonly phases: readonly string[]
  readonly log: string
}

async function train(name: string, config: TrainingConfig, way: Way = {}): Promise<Told> {
  const { set = clipSet, cache = 'features', backend = 'auto', resume = false, killAt } = way
  const stop = new AbortController()
  const events: ComputeEvent[] = []
  const result = await launcher(backend).run(
    {
      ...{ kind: 'train', modelId: name, modelName: name, clipSet: set, config, modelDir: modelDirOf(name), resume },
      ...{ startFrom: null, checkpointDir: path.join(root, 'runs', name), featureCacheDir: path.join(root, cache) },
    },
    {
      signal: stop.signal,
      onEvent(event) {
        events.push(event)
        if (killAt?.(event)) stop.abort()
      },
    },
  )
  if (result.kind !== 'train') throw new Error(result.kind)
  return {
    model: result.model,
    phases: events.flatMap((event) => (event.type === 'progress' ? [event.phase] : [])),
    log: events.flatMap((event) => (event.type === 'log' ? [event.text] : [])).join('\n'),
  }
}

function launcher(backend: ComputeRequest['backend']) {
  const log = { info: () => undefined, warn: () => undefined }
  return createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log, backend, graceSecs: 0 })
}

async function evaluate(name: string, set: ClipSet = clipSet) {
  const result = await launcher('auto').run({ kind: 'evaluate', modelDir: modelDirOf(name), clipSet: set }, {})
  if (result.kind !== 'evaluate') throw new Error(result.kind)
  return result
}

async function predict(name: string, hopFrames: number) {
  const result = await launcher('auto').run({ kind: 'predict', modelDir: modelDirOf(name), footage, hopFrames }, {})
  if (result.kind !== 'predict') throw new Error(result.kind)
  return result.windows
}

async function explain(name: string, label: string | null = null, first = 0) {
  const modelDir = modelDirOf(name)
  const result = await launcher('auto').run({ kind: 'explain', modelDir, footage, first, label }, {})
  if (result.kind !== 'explain') throw new Error(result.kind)
  return result.explanation
}

const keptFiles = async (cache: string): Promise<string[]> =>
  (await readdir(path.join(root, cache), { recursive: true })).filter((name) => name.endsWith('.trajectories')).sort()

describe('a model of movement', () => {
  let told: Told
  beforeAll(async () => void (told = await train('movement', small())))

  it('learns the clips of athletes that it sees, and says how it judges one that it does not', async () => {
    const learned = clipSet.clips.filter(({ split }) => split === 'train')
    const { evaluation } = await evaluate('movement', { ...clipSet, clips: learned })
    expect(evaluation.top1).toBe(1)
    expect(told.model.heldOut!.n).toBe(3)
    expect(told.model.curves).toEqual([])
    expect(told.phases).toContain(following)
    expect(told.phases).toContain('Learning')
  })

  it('writes down which settings it chose and how all were judged', async () => {
    const { model } = told
    if (model.method !== 'motion') throw new Error(model.method)
    expect(model.tried.settings.map(({ components, cost }) => [components, cost])).toEqual([
      [4, 10],
      [8, 10],
    ])
    const least = model.tried.settings.reduce((best, one) => (one.loss < best.loss ? one : best))
    expect(model.chosen).toEqual({ components: least.components, cost: least.cost })
    expect(model.tried).toMatchObject({ by: 'group', folds: 3 })
    const written = JSON.parse(await readFile(path.join(modelDirOf('movement'), 'model.json'), 'utf8')) as ModelFile
    expect(written.id).toBe(model.id)
  })

  it('gives a held-out clip the same scores when it is looked at once more', async () => {
    const heldOut = clipSet.clips.filter(({ split }) => split === 'held-out')
    const { evaluation } = await evaluate('movement', { ...clipSet, clips: heldOut })
    expect(evaluation.loss).toBeCloseTo(told.model.heldOut!.loss, 4)
    expect(evaluation.top1).toBe(told.model.heldOut!.top1)
  })

  it('takes kept movements for a second training, to the same model', async () => {
    const again = await train('again', small())
    expect(again.log).toMatch(/all from/)
    expect(again.model.heldOut!.loss).toBeCloseTo(told.model.heldOut!.loss, 5)
  })

  it('follows a clip anew whose kept movements are spoilt, and gets the same model', async () => {
    const files = await keptFiles('features')
    const [cut, changed] = files.map((name) => path.join(root, 'features', name)) as [string, string]
    await truncate(cut, 200)
    const bytes = await readFile(changed)
    bytes[bytes.length - 5]! ^= 1
    await writeFile(changed, bytes)
    const mended = await train('mended', small())
    expect(mended.log).toMatch(new RegExp(`, ${clipSet.clips.length - 2} from`))
    expect(mended.model.heldOut!.loss).toBeCloseTo(told.model.heldOut!.loss, 5)
    expect(await keptFiles('features')).toEqual(files)
  })

  it('slides over a recording: every window is scored as a clip of its frames is', async () => {
    const { model } = told
    if (model.method !== 'motion') throw new Error(model.method)
    const windows = await predict('movement', 6)
    const total = footage.frameTable.pts.length
    expect(windows.map(({ first, last }) => ({ first, last }))).toEqual(slidingWindows(total, model.windowFrames, 6))
    for (const { scores } of windows) expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6)
    const [{ first, last, scores }] = windows as [(typeof windows)[number]]
    const range = { first, last }
    const clip = { ...clipSet.clips[0]!, range }
    const set = { ...clipSet, clips: [clip], footage: { [footage.file]: footage } }
    const { predictions } = await evaluate('movement', set)
    predictions[0]!.scores.forEach((score, label) => expect(score).toBeCloseTo(scores[label]!, 3))
  })

  it('shows where the movement was that spoke for a label', async () => {
    const explained = await explain('movement')
    expect(explained.scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6)
    const { gridWidth, gridHeight, frames } = explained
    expect(frames.every(({ grid }) => grid.length === gridWidth * gridHeight)).toBe(true)
    expect(Math.max(...frames.map(({ weight }) => weight))).toBeCloseTo(1, 5)
    // The drawn athlete stands in the middle: nothing moves in the corners.
    const corners = [0, gridWidth - 1, (gridHeight - 1) * gridWidth, gridHeight * gridWidth - 1]
    for (const { grid } of frames) for (const corner of corners) expect(grid[corner]).toBe(0)
    const other = explained.labels.find((label) => label !== explained.label)!
    expect((await explain('movement', other)).label).toBe(other)
    await expect(explain('movement', 'flying')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('is refused when its weights are not what they must be', async () => {
    const spoilt = modelDirOf('mended')
    await truncate(path.join(spoilt, 'weights.safetensors'), 1000)
    await expect(evaluate('mended')).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' })
  })
})

it('goes on with the clips that were followed when it was killed', async () => {
  const cache = 'killed'
  const killAt = (event: ComputeEvent): boolean =>
    event.type === 'progress' && event.phase === following && event.done > 2
  await expect(train('killed', small(), { cache, killAt })).rejects.toMatchObject({ code: 'CANCELLED' })
  const whole = (await keptFiles(cache)).length
  expect(whole).toBeGreaterThan(0)
  const { log, model } = await train('killed', small(), { cache })
  expect(log).toMatch(new RegExp(`, ${whole === clipSet.clips.length ? 'all' : whole} from`))
  expect(model.method).toBe('motion')
})

it('learns without TensorFlow too, and comes to the same judgement', async () => {
  const { model } = await train('wasm', small(), { backend: 'wasm' })
  expect(model.software).toHaveProperty('wasm')
  const native = await train('native', small())
  expect(model.heldOut!.top1).toBe(native.model.heldOut!.top1)
})

it('says so where nothing moves', async () => {
  const clips = clipSet.clips.map((clip) => ({ ...clip, range: { first: 0, last: 5 } }))
  const indexed = await Promise.all(
    clips.map(async ({ file }) => [file, footageFrom(file, await indexFootage(file))] as const),
  )
  const set = { ...clipSet, clips, footage: Object.fromEntries(indexed) }
  await expect(train('still', small(), { set })).rejects.toMatchObject({
    code: 'DATASET_UNUSABLE',
    message: expect.stringMatching(/Nothing moves/) as unknown,
  })
})

it('names every clip that can’t be read', async () => {
  const file = path.join(root, 'unread.mp4')
  await writeFile(file, 'no film')
  const unread = ['one', 'another'].map((key) => ({ ...clipSet.clips[0]!, key, file }))
  const set = { ...clipSet, clips: [unread[0]!, ...clipSet.clips, unread[1]!] }
  await expect(train('unread', small(), { set })).rejects.toMatchObject({
    code: 'DATASET_UNUSABLE',
    details: {
      clips: [
        { key: 'one', file },
        { key: 'another', file },
      ],
    },
  })
})

describe('a model of movement and a network together', () => {
  const both = (): TrainingConfig => {
    const { config } = findPreset('idt-video-lstm')
    if (config.method !== 'fusion') throw new Error(config.method)
    const quick = rlnetPreset('quick')
    const network: NetworkTraining = {
      ...quick,
      network: { ...quick.network, width: 8, hidden: 16, size: 32 },
      preprocessing: { ...quick.preprocessing, resize: 36, size: 32 },
      ...{ epochs: 1, batchClips: 4, leastViews: 1 },
    }
    return { ...config, networkShare: 0.4, motion: small(), network }
  }

  it('says what both say, and shows where both looked; after a stop it keeps what was done', async () => {
    const killAt = (event: ComputeEvent): boolean => event.type === 'epoch'
    await expect(train('both', both(), { killAt })).rejects.toMatchObject({ code: 'CANCELLED' })
    const { model, phases } = await train('both', both(), { resume: true })
    expect(phases.filter((phase) => phase === 'Learning')).toEqual([])
    if (model.method !== 'fusion') throw new Error(model.method)
    expect(model.curves).toHaveLength(1)

    const learned = clipSet.clips.filter(({ split }) => split === 'train')
    expect((await evaluate('both', { ...clipSet, clips: learned })).evaluation.top1).toBe(1)

    const heldOut = { ...clipSet, clips: clipSet.clips.filter(({ split }) => split === 'held-out') }
    const { predictions } = await evaluate('both', heldOut)
    const parts = [
      await evaluate(path.join('both', 'motion'), heldOut),
      await evaluate(path.join('both', 'network'), heldOut),
    ]
    predictions[0]!.scores.forEach((score, label) => {
      const [movement, network] = parts.map((part) => part.predictions[0]!.scores[label]!) as [number, number]
      expect(score).toBeCloseTo(0.6 * movement + 0.4 * network, 4)
    })

    // The held-out clips were scored by kept movements, and now by movements that were followed anew.
    const losses = heldOut.clips.map(
      ({ label }, clip) => -Math.log(predictions[clip]!.scores[clipSet.labels.indexOf(label)]!),
    )
    expect(losses).toHaveLength(model.heldOut!.n)
    expect(losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toBeCloseTo(model.heldOut!.loss, 4)

    const windows = await predict('both', 8)
    expect(windows).toEqual(expect.arrayContaining([expect.objectContaining({ first: 0 })]))
    for (const { scores } of windows) expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)
    const { frames, scores, label, gridWidth, gridHeight } = await explain('both')
    expect(frames).toHaveLength(model.training.network.preprocessing.frames)
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)

    // What is shown less the network's part is the movement's own map, which is nowhere below 0 or above 1, and not empty.
    const ofNetwork = await explain(path.join('both', 'network'), label, frames[0]!.frameIndex)
    expect(ofNetwork).toMatchObject({ gridWidth, gridHeight })
    expect(ofNetwork.frames.map(({ frameIndex }) => frameIndex)).toEqual(frames.map(({ frameIndex }) => frameIndex))
    const cells = (of: typeof frames): number[] =>
      of.flatMap(({ weight, grid }) => grid.map((cell) => (weight * cell) / 255))
    expect(cells(frames)).toHaveLength(frames.length * gridWidth * gridHeight)
    const network = cells(ofNetwork.frames)
    const movement = cells(frames).map((shown, cell) => (shown - 0.4 * network[cell]!) / 0.6)
    expect(Math.max(...network)).toBeGreaterThan(0.5)
    expect(Math.min(...movement)).toBeGreaterThan(-0.01)
    expect(Math.max(...movement)).toBeLessThan(1.01)
    expect(Math.max(...movement)).toBeGreaterThan(0.1)
  }, 600_000)
})
