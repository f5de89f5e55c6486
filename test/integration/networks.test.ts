/** Networks over space and time, and recurrent ones, on real video: trained, stopped, gone on with, used. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent } from '../../src/contract/compute.ts'
import type { ClipSet, Footage, ModelFile, NetworkTraining } from '../../src/contract/learning.ts'
import { networkTrainingOf } from '../../src/contract/presets.ts'
import { scaled } from '../../src/contract/scales.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { freezePathSet } from '../../src/engine/datasets/frozen-path-set.ts'
import { footageFrom } from '../../src/engine/datasets/recording-footage.ts'
import { makeLog } from '../../src/engine/log.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { drawSet } from '../fixtures/labelled-library.ts'

const compute = createComputeLauncher({
  entry: computeEntry(),
  ffmpeg: async () => (await locateFfmpeg()).path,
  log: makeLog('warn'),
})

let root = ''
let clipSet: ClipSet
let footage: Footage

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'touchline-networks-'))
  const { dir } = await drawSet(path.join(root, 'set'))
  clipSet = (await freezePathSet(dir, { heldOutShare: 0.3, seed: 1 })).clipSet
  const { file } = clipSet.clips[0]!
  footage = footageFrom(file, await indexFootage(file))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const modelDirOf = (name: string): string => path.join(root, 'models', name)

interface Way {
  readonly resume?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: (event: ComputeEvent) => void
}

async function train(
  name: string,
  config: NetworkTraining,
  { resume = false, ...means }: Way = {},
): Promise<ModelFile> {
  const task = {
    kind: 'train' as const,
    modelId: name,
    modelName: name,
    clipSet,
    config,
    modelDir: modelDirOf(name),
    startFrom: null,
    checkpointDir: path.join(root, 'runs', name),
    resume,
    featureCacheDir: path.join(root, 'features'),
  }
  const result = await compute.run(task, means)
  if (result.kind !== 'train') throw new Error(result.kind)
  return result.model
}

/** At the smallest scale, for two epochs of several steps. */
function tinyOf(preset: string): NetworkTraining {
  const config = scaled(networkTrainingOf(preset), 'tiny')
  if (config.method !== 'network') throw new Error(config.method)
  return { ...config, epochs: 2, batchClips: 2 }
}

const overSpaceAndTime = ['c3d', 'r3d-18', 'r3d-50']
const recurrent = ['db-lstm', 'cnn-lstm', 'inception-bilstm-attention', 'deep-temporal-lstm']

describe.each([...overSpaceAndTime, ...recurrent])('%s, small', (preset) => {
  const tiny = (): NetworkTraining => tinyOf(preset)

  it('learns, and after a stop goes on to the losses of a run that was not stopped', async () => {
    const straight = await train(preset, tiny())
    const stop = new AbortController()
    const onEvent = (event: ComputeEvent): void => {
      if (event.type === 'epoch') stop.abort()
    }
    const name = `${preset} stopped`
    await expect(train(name, tiny(), { signal: stop.signal, onEvent })).rejects.toMatchObject({ code: 'CANCELLED' })
    const resumed = await train(name, tiny(), { resume: true })
    const learned = ({ curves }: ModelFile) => curves.map(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss])
    expect(learned(resumed)).toEqual(learned(straight))
    expect(resumed.heldOut).toEqual(straight.heldOut)
  })

  it('scores the windows of a recording, the same from one start to the next', async () => {
    const task = { kind: 'predict' as const, modelDir: modelDirOf(preset), footage, hopFrames: 8 }
    const [result, again] = [await compute.run(task, {}), await compute.run(task, {})]
    if (result.kind !== 'predict' || again.kind !== 'predict') throw new Error('no prediction')
    expect(result.windows.length).toBeGreaterThan(1)
    for (const { scores } of result.windows) expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)
    expect(again.windows).toEqual(result.windows)
  })

  it('shows for every frame of a clip where it looked', async () => {
    for (const label of clipSet.labels) {
      const result = await compute.run({ kind: 'explain', modelDir: modelDirOf(preset), footage, first: 0, label }, {})
      if (result.kind !== 'explain') throw new Error(result.kind)
      const { frames, gridWidth, gridHeight } = result.explanation
      expect(frames).toHaveLength(tiny().preprocessing.frames)
      expect(frames.every(({ grid }) => grid.length === gridWidth * gridHeight)).toBe(true)
      // Where nothing speaks for a label all of its maps are empty.
      const strongest = Math.max(...frames.map(({ weight }) => weight))
      expect(frames.every(({ weight, grid }) => Math.max(...grid) === (weight > 0 ? 255 : 0))).toBe(true)
      expect([0, 1]).toContain(strongest)
    }
  })
})

describe.each(['db-lstm', 'inception-bilstm-attention'])('what %s makes of frames', (preset) => {
  const frozen = (frozenThrough: NonNullable<NetworkTraining['frozenThrough']>): NetworkTraining => ({
    ...tinyOf(preset),
    frozenThrough,
  })

  it('is computed once where its network for single frames stays as it was', async () => {
    const said: string[] = []
    const onEvent = (event: ComputeEvent): void => {
      if (event.type === 'log') said.push(event.text)
    }
    const name = `${preset} kept`
    const model = await train(name, frozen('layer4'), { onEvent })
    expect(said.join('\n')).toMatch(/computed once and kept/)
    expect(model.curves[1]!.trainLoss).not.toBe(model.curves[0]!.trainLoss)
    const task = { kind: 'predict' as const, modelDir: modelDirOf(name), footage, hopFrames: 8 }
    expect((await compute.run(task, {})).kind).toBe('predict')
  })

  it('is frozen whole or not at all', async () => {
    await expect(train(`${preset} part`, frozen('layer2'))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
