/** Training with frozen stages: their features are computed once, survive what happens to files and processes, and change nothing. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComputeEvent } from '../../src/contract/compute.ts'
import type { ClipSet, ModelFile, NetworkTraining } from '../../src/contract/learning.ts'
import { rlnetPreset } from '../fixtures/rlnet-presets.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { makeFigureDataset } from '../../src/engine/datasets/figures/make-dataset.ts'
import { freezePathSet } from '../../src/engine/datasets/frozen-path-set.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'

const quick = rlnetPreset('quick')
/** Every clip is shorter than the view, and nothing else is drawn: all views of a clip are one. */
const still: NetworkTraining = {
  ...quick,
  network: { ...quick.network, width: 8, hidden: 16, size: 32 },
  preprocessing: { ...quick.preprocessing, resize: 36, size: 32, frameStep: 16 },
  epochs: 3,
  batchClips: 4,
  leastViews: 1,
  shift: false,
  flip: false,
  reframe: false,
  frozenThrough: 'layer3',
}
/** All that moves, and what else a step can be asked for. */
const moving: NetworkTraining = {
  ...still,
  preprocessing: { ...still.preprocessing, frameStep: 1 },
  shift: true,
  flip: true,
  batchClips: 6,
  clipsAtOnce: 2,
  balance: 'loss',
  clipGradientNorm: 1,
}
const phase = 'Computing features of frozen stages'

let root = ''
let clipSet: ClipSet
let ffmpeg = ''

beforeAll(async () => {
  ffmpeg = (await locateFfmpeg()).path
  root = await mkdtemp(path.join(tmpdir(), 'touchline-frozen-'))
  const { dir } = await makeFigureDataset({ dir: path.join(root, 'set'), athletes: 3, actions: 2, clips: 2, seed: 1 })
  clipSet = (await freezePathSet(dir, { heldOutShare: 0.3, seed: 1 })).clipSet
})
afterAll(() => rm(root, { recursive: true, force: true }))

interface Told {
  readonly model: ModelFile
  readonly losses: readonly (number | null)[]
  readonly log: string
  /** How many views the frozen stages were run for before the first epoch. */
  readonly computed: number
}

interface Asked {
  readonly features: string
  readonly resume?: boolean
  readonly set?: ClipSet
  /** Kills the process at the first event of which this is true. */
  readonly killAt?: (event: ComputeEvent) => boolean
}

async function train(name: string, config: NetworkTraining, { features, resume, set, killAt }: Asked): Promise<Told> {
  const events: ComputeEvent[] = []
  const stop = new AbortController()
  const launcher = createComputeLauncher({
    entry: computeEntry(),
    ffmpeg: () => ffmpeg,
    log: { info: () => undefined, warn: () => undefined },
    graceSecs: 0,
  })
  const result = await launcher.run(
    {
      kind: 'train',
      modelId: name,
      modelName: name,
      clipSet: set ?? clipSet,
      config,
      modelDir: path.join(root, 'models', name),
      startFrom: null,
      checkpointDir: path.join(root, 'runs', name),
      resume: resume ?? false,
      featureCacheDir: features,
    },
    {
      signal: stop.signal,
      onEvent: (event) => {
        events.push(event)
        if (killAt?.(event)) stop.abort()
      },
    },
  )
  if (result.kind !== 'train') throw new Error(result.kind)
  return {
    model: result.model,
    losses: result.model.curves.flatMap(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss]),
    log: events.flatMap((event) => (event.type === 'log' ? [event.text] : [])).join('\n'),
    computed: Math.max(
      0,
      ...events.map((event) => (event.type === 'progress' && event.phase === phase ? event.done : 0)),
    ),
  }
}

const folder = (name: string): string => path.join(root, 'features', name)

async function keptFiles(features: string): Promise<string[]> {
  const recipes = await readdir(features)
  const names = await Promise.all(
    recipes.map(async (recipe) => (await readdir(path.join(features, recipe))).map((name) => path.join(recipe, name))),
  )
  return names.flat().map((name) => path.join(features, name))
}

function expectClose(actual: Told, expected: Told): void {
  expect(actual.losses).toHaveLength(expected.losses.length)
  actual.losses.forEach((loss, index) => expect(Math.abs(loss! - expected.losses[index]!)).toBeLessThan(1e-4))
}

describe('a training with frozen stages', () => {
  let uncached: Told
  let first: Told
  beforeAll(async () => {
    uncached = await train('uncached', { ...still, cachedVariants: 0 }, { features: folder('none') })
    first = await train('first', still, { features: folder('still') })
  })

  it('computes every clip once, reads it in every epoch, and learns the same as without', async () => {
    expectClose(first, uncached)
    expect(uncached.computed).toBe(0)
    expect(existsSync(folder('none'))).toBe(false)
    const { clips } = clipSet
    // Each clip has one view here: there is nothing to draw, and the middle is the whole.
    expect(first.computed).toBe(clips.length)
    expect(await keptFiles(folder('still'))).toHaveLength(clips.length)
    const heldOut = clips.filter(({ split }) => split === 'held-out').length
    // Three epochs over all clips, and the final score.
    expect(first.log).toContain(`features of ${3 * clips.length} views`)
    expect(heldOut).toBeGreaterThan(0)
  })

  it('says that frozen stages without starting weights have learned nothing', () => {
    expect(first.log).toContain('--start-from')
  })

  it('takes what an earlier run left, and nothing of other weights', async () => {
    const again = await train('again', still, { features: folder('still') })
    expect(again.computed).toBe(0)
    expect(again.log).toContain('there already')
    expect(again.losses).toEqual(first.losses)
    const other = await train('other', { ...still, seed: 2, epochs: 1 }, { features: folder('still') })
    expect(other.computed).toBe(clipSet.clips.length)
  })

  it('computes a clip again whose file has other content, whatever its name and date', async () => {
    const [one, two] = clipSet.clips.filter(({ split }) => split === 'train') as [
      ClipSet['clips'][number],
      ClipSet['clips'][number],
    ]
    const set = {
      ...clipSet,
      clips: clipSet.clips.map((clip) => (clip === one ? { ...clip, file: path.join(root, 'swapped.mp4') } : clip)),
    }
    await writeFile(path.join(root, 'swapped.mp4'), await readFile(two.file))
    const found = await train('same-content', { ...still, epochs: 1 }, { features: folder('still'), set })
    // What it now shows is kept already, under the other clip.
    expect(found.computed).toBe(0)
    const fresh = folder('swapped')
    await train('before-swap', { ...still, epochs: 1 }, { features: fresh, set })
    await writeFile(path.join(root, 'swapped.mp4'), await readFile(one.file))
    const swapped = await train('after-swap', { ...still, epochs: 1 }, { features: fresh, set })
    expect(swapped.computed).toBe(1)
  })

  it('trusts no file that was cut off or changed', async () => {
    const files = await keptFiles(folder('still'))
    const ours = await Promise.all(files.map(async (file) => ({ file, content: await readFile(file) })))
    for (const { file, content } of ours) {
      content[content.length - 3]! ^= 0x10
      await writeFile(file, content)
    }
    await truncate(files[0]!, 100)
    const mended = await train('mended', still, { features: folder('still') })
    expect(mended.losses).toEqual(first.losses)
    expect(mended.computed).toBeLessThanOrEqual(1)
    expect(mended.log).toMatch(/are gone or spoilt, and are computed again/)
  })

  it('keeps the pooled features where the whole backbone is frozen', async () => {
    const backbone = await train('backbone', { ...still, frozenThrough: 'layer4' }, { features: folder('backbone') })
    const straight = { ...still, frozenThrough: 'layer4', cachedVariants: 0 } as const
    expectClose(backbone, await train('backbone-uncached', straight, { features: folder('none') }))
    const [file] = await keptFiles(folder('backbone'))
    const { frames } = still.preprocessing
    expect((await readFile(file!)).length).toBe(40 + frames * 64 * 4)
  })
})

describe('with drawn views', () => {
  const toLearn = (): number => clipSet.clips.filter(({ split }) => split === 'train').length
  let whole: Told
  beforeAll(async () => {
    whole = await train('whole', { ...moving, epochs: 4 }, { features: folder('whole') })
  })

  it('a bounded number of each clip is kept, and the log says so', async () => {
    expect(whole.log).toContain('4 views of each clip, drawn once (start, shift and mirroring), are kept')
    expect(whole.computed).toBe((await keptFiles(folder('whole'))).length)
    expect(whole.computed).toBeGreaterThan(3 * toLearn())
    const more = await train('more', { ...moving, epochs: 1, cachedVariants: 6 }, { features: folder('whole') })
    // The four that are there are the first four of six.
    expect(more.computed).toBeGreaterThan(0)
    expect(more.computed).toBeLessThanOrEqual(2 * toLearn())
  })

  it('a run that is killed while features are computed goes on with those that are whole', async () => {
    const features = folder('killed')
    const killed = train(
      'killed',
      { ...moving, epochs: 4 },
      {
        features,
        killAt: (event) => event.type === 'progress' && event.phase === phase && event.done > 0,
      },
    )
    await expect(killed).rejects.toMatchObject({ code: 'CANCELLED' })
    const kept = (await keptFiles(features)).filter((file) => file.endsWith('.features')).length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(whole.computed)
    const again = await train('killed', { ...moving, epochs: 4 }, { features })
    expect(again.computed).toBe(whole.computed - kept)
    expect(again.losses).toEqual(whole.losses)
  })

  it('a run that is resumed has the losses of one that was not stopped', async () => {
    const config = { ...moving, epochs: 4 }
    const stopped = train('resumed', config, {
      features: folder('whole'),
      killAt: (event) => event.type === 'epoch' && event.metrics.epoch === 2,
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const resumed = await train('resumed', config, { features: folder('whole'), resume: true })
    expect(resumed.computed).toBe(0)
    resumed.losses.forEach((loss, index) => expect(Math.abs(loss! - whole.losses[index]!)).toBeLessThan(1e-5))
  })
})
