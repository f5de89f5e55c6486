/**
 * What the motion preset reaches on real clips of people it never saw, and what it costs. Clips of a folder are named
 * `<number>_<sequence>_<label>.avi`; each sequence is left out in turn, and everything that is chosen is chosen on the others.
 * Prints one JSON object last, its ratios at the end.
 *
 *     node bench/motion.ts [--footage DIR] [--seed N] [--size WxH] [--cache DIR] [--sequences N] [--altered DIR …]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Clip, ClipSet, MotionModel, MotionTraining } from '../src/contract/learning.ts'
import { findPreset } from '../src/contract/presets.ts'
import { highest } from '../src/domain/metrics.ts'
import { computeEntry } from '../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../src/engine/compute/launcher.ts'
import { locateFfmpeg } from '../src/media/locate.ts'
import { extractionPace } from './motion/extraction-pace.ts'

const { values } = parseArgs({
  options: {
    footage: { type: 'string', default: path.join(import.meta.dirname, '../../shared/footage/ut-interaction-set1') },
    seed: { type: 'string', default: '1' },
    /** Of the frames, in place of the preset's. */
    size: { type: 'string' },
    /** Where trajectories are kept from one call to the next; else they are made anew. */
    cache: { type: 'string' },
    /** So many sequences are left out in turn; all where not said. */
    sequences: { type: 'string' },
    /** Folders with the same clips made otherwise (darker, slower, smaller): those of the sequence are scored too. */
    altered: { type: 'string', multiple: true, default: [] },
    /** Settings that differ from the preset, as components=[32]. */
    set: { type: 'string', multiple: true, default: [] },
  },
})

const scratch = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-'))
try {
  console.log(JSON.stringify(await measure(), null, 2))
} finally {
  await rm(scratch, { recursive: true, force: true })
}

/** One sequence left out. */
interface Fold {
  readonly sequence: string
  readonly clips: number
  readonly accuracy: number
  readonly loss: number
  readonly chosen: MotionModel['chosen']
  /** What was tried on the others: components, cost, accuracy, loss. */
  readonly inner: readonly (readonly number[])[]
  readonly followSecs: number
  readonly fitSecs: number
  readonly confusion: readonly (readonly number[])[]
}

async function measure() {
  const { path: ffmpeg } = await locateFfmpeg()
  process.env['TOUCHLINE_FFMPEG'] = ffmpeg
  const log = { info: () => undefined, warn: (text: string) => console.error(text) }
  const compute = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log })
  const config = configured()
  const clips = await clipsOf(values.footage)
  const sequences = [...new Set(clips.map(({ group }) => group))].toSorted((a, b) => Number(a) - Number(b))
  const featureCacheDir = values.cache ?? path.join(scratch, 'features')
  const altered = Object.fromEntries(values.altered.map((dir) => [path.basename(dir), { right: 0, of: 0 }]))
  const folds: Fold[] = []
  for (const sequence of sequences.slice(0, Number(values.sequences ?? sequences.length))) {
    const modelDir = path.join(scratch, `model-${sequence}`)
    const startMs = performance.now()
    let followedMs = startMs
    const result = await compute.run(
      {
        ...{ kind: 'train', modelId: 'bench', modelName: 'bench', modelDir, config, featureCacheDir },
        ...{ startFrom: null, checkpointDir: path.join(scratch, 'run'), resume: false },
        clipSet: leavingOut(clips, sequence),
      },
      {
        onEvent: (event) => {
          if (event.type === 'log') console.error(event.text)
          if (event.type === 'progress' && event.phase === 'Following movements') followedMs = performance.now()
        },
      },
    )
    if (result.kind !== 'train' || result.model.method !== 'motion') throw new Error('another answer was expected')
    const { heldOut, chosen, tried } = result.model as MotionModel
    const fold: Fold = {
      ...{ sequence, clips: heldOut!.n, accuracy: heldOut!.top1, loss: heldOut!.loss, chosen },
      inner: tried.settings.map(({ components, cost, accuracy, loss }) => [components, cost, accuracy, loss]),
      followSecs: (followedMs - startMs) / 1000,
      fitSecs: (performance.now() - followedMs) / 1000,
      confusion: heldOut!.confusion,
    }
    folds.push(fold)
    console.error(JSON.stringify({ ...fold, inner: undefined, confusion: undefined }))
    for (const dir of values.altered) {
      const others = (await clipsOf(dir)).filter(({ group }) => group === sequence)
      const scored = await compute.run({ kind: 'evaluate', modelDir, clipSet: setOf(others) }, {})
      if (scored.kind !== 'evaluate') throw new Error('another answer was expected')
      const tally = altered[path.basename(dir)]!
      tally.of += scored.predictions.length
      tally.right += scored.predictions.filter(({ label, predicted }) => label === predicted).length
    }
    if (values.altered.length > 0) console.error(JSON.stringify(altered))
  }
  const counted = folds.reduce((sum, fold) => sum + fold.clips, 0)
  const right = folds.reduce((sum, fold) => sum + fold.accuracy * fold.clips, 0)
  const pace = await extractionPace(clips[0]!.file, config.following)
  const usual = await extractionPace(clips[0]!.file, { ...config.following, width: 320, height: 240 })
  const labels = [...new Set(clips.map(({ label }) => label))].toSorted()
  const confusion = labels.map((_, truth) =>
    labels.map((_, said) => folds.reduce((sum, fold) => sum + fold.confusion[truth]![said]!, 0)),
  )
  return {
    ...{ footage: path.basename(values.footage), clips: counted, seed: config.seed, following: config.following },
    folds: folds.map(({ confusion: _, ...fold }) => fold),
    ...{ labels, confusion, mostMistaken: mostMistaken(labels, confusion) },
    extraction: { asSet: pace, at320x240: usual },
    altered: Object.fromEntries(Object.entries(altered).map(([name, one]) => [name, one.right / Math.max(1, one.of)])),
    ratios: {
      leaveOneSequenceOutAccuracy: right / counted,
      meanLoss: folds.reduce((sum, fold) => sum + fold.loss * fold.clips, 0) / counted,
      timesRealTimeOnTwoCores: 2000 / 30 / pace.cpuMsPerFrame,
      timesRealTimeOnTwoCoresAt320x240: 2000 / 30 / usual.cpuMsPerFrame,
      fitSecs: folds.reduce((sum, fold) => sum + fold.fitSecs, 0) / folds.length,
    },
  }
}

function configured(): MotionTraining {
  const { config } = findPreset('motion')
  if (config.method !== 'motion') throw new Error('the preset trains something else')
  const [width, height] = values.size?.split('x').map(Number) ?? []
  const following = width && height ? { ...config.following, width, height } : config.following
  const changes = Object.fromEntries(
    values.set.map((one) => {
      const [name, value] = one.split('=') as [string, string]
      return [name, JSON.parse(value)]
    }),
  )
  return {
    ...config,
    seed: Number(values.seed),
    following: { ...following, ...changes.following },
    ...without(changes),
  }
}

function without({ following: _, ...rest }: Record<string, unknown>): Partial<MotionTraining> {
  return rest
}

async function clipsOf(dir: string): Promise<Clip[]> {
  const names = (await readdir(dir)).filter((name) => /^\d+_\d+_\d+\./.test(name))
  return names.toSorted().map((name) => {
    const [, sequence, label] = name.split('.')[0]!.split('_') as [string, string, string]
    return { key: name, file: path.join(dir, name), label, group: sequence, split: 'train', range: null }
  })
}

function leavingOut(clips: readonly Clip[], sequence: string): ClipSet {
  return setOf(clips.map((clip) => ({ ...clip, split: clip.group === sequence ? 'held-out' : 'train' })))
}

function setOf(clips: Clip[]): ClipSet {
  const labels = ['0', '1', '2', '3', '4', '5']
  return { labels, clips, hash: 'bench', protocol: 'leave one sequence out', footage: {} }
}

function mostMistaken(labels: readonly string[], confusion: readonly (readonly number[])[]): string {
  const wrong = labels.flatMap((truth, row) =>
    labels.map((said, column) => ({ truth, said, count: row === column ? 0 : confusion[row]![column]! })),
  )
  const worst = wrong[highest(wrong.map(({ count }) => count))]!
  return `${worst.truth} as ${worst.said}: ${worst.count}`
}
