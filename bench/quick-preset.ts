/**
 * What the quick preset reaches on people it never saw, and how long it takes: makes the drawn set (8 athletes, 6 actions,
 * 4 clips each), holds two athletes out, trains as the product does, and scores the model once more on a set of other
 * athletes. Prints one JSON object last.
 *
 *     node bench/quick-preset.ts [--seed N] [--data-seed N] [--data DIR] [--preset NAME] [--set key=value …]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { networkTraining, type NetworkTraining } from '../src/contract/learning.ts'
import type { ComputeEvent } from '../src/contract/compute.ts'
import { networkTrainingOf } from '../src/contract/presets.ts'
import { computeEntry } from '../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../src/engine/compute/launcher.ts'
import { makeFigureDataset } from '../src/engine/datasets/figures/make-dataset.ts'
import { freezeForMeasuring, freezePathSet } from '../src/engine/datasets/frozen-path-set.ts'
import { readPathSet } from '../src/engine/datasets/path-set.ts'
import { locateFfmpeg } from '../src/media/locate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'data-seed': { type: 'string', default: '1' },
    /** A set that is there already, in place of a drawn one. */
    data: { type: 'string' },
    /** Sets of other people to score the model on as well. */
    other: { type: 'string', multiple: true },
    preset: { type: 'string', default: 'quick' },
    /** Settings that differ from the preset, as epochs=30 or network.width=24. */
    set: { type: 'string', multiple: true, default: [] },
  },
})

const seed = Number(values.seed)
const scratch = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-'))
try {
  console.log(JSON.stringify(await measure()))
} finally {
  await rm(scratch, { recursive: true, force: true })
}

async function measure() {
  const { path: ffmpeg } = await locateFfmpeg()
  const log = { info: () => undefined, warn: (text: string) => console.error(text) }
  const compute = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log })
  const dataSeed = Number(values['data-seed'])
  const data = values.data ?? (await drawn(dataSeed))
  const others = values.other ?? (values.data === undefined ? [await drawn(dataSeed + 1000)] : [])
  const { clipSet, warnings } = await freezePathSet(data, { heldOutShare: 0.25, seed: dataSeed })
  for (const warning of warnings) console.error(warning)
  const config = changed(networkTrainingOf(values.preset), values.set)
  const modelDir = path.join(scratch, 'model')
  const started = performance.now()
  const trained = await compute.run(
    {
      kind: 'train',
      modelId: 'bench',
      modelName: 'bench',
      clipSet,
      config: { ...config, seed },
      modelDir,
      startFrom: null,
      checkpointDir: path.join(scratch, 'run'),
      resume: false,
      featureCacheDir: path.join(scratch, 'features'),
    },
    { onEvent: show },
  )
  const wallSeconds = (performance.now() - started) / 1000
  if (trained.kind !== 'train') throw new Error('the compute process answered something else')
  const elsewhere: number[] = []
  for (const other of others) {
    const set = await freezeForMeasuring((await readPathSet(other, { allowAbsolute: true })).clips, 'all clips')
    const scored = await compute.run({ kind: 'evaluate', modelDir, clipSet: set }, {})
    if (scored.kind === 'evaluate') elsewhere.push(scored.evaluation.top1)
  }
  const { heldOut, trainSecs, curves, dataset } = trained.model
  return {
    preset: values.preset,
    changed: values.set,
    seed,
    dataSeed,
    protocol: dataset.protocol,
    heldOutAccuracy: heldOut?.top1 ?? null,
    interval: heldOut?.interval ?? null,
    perClass: heldOut?.perClass.map(({ label, recall }) => `${label} ${recall?.toFixed(2)}`),
    otherSetsAccuracy: elsewhere,
    trainTop1: curves.at(-1)?.trainTop1,
    trainSeconds: Number(trainSecs.toFixed(1)),
    wallSeconds: Number(wallSeconds.toFixed(1)),
    epochs: curves.length,
    cores: os.availableParallelism(),
  }
}

async function drawn(dataSeed: number): Promise<string> {
  const dir = path.join(scratch, `set-${dataSeed}`)
  await makeFigureDataset({ dir, athletes: 8, actions: 6, clips: 4, seed: dataSeed })
  return dir
}

/** A configuration with some settings replaced; checked as any other. */
function changed(config: NetworkTraining, settings: readonly string[]): NetworkTraining {
  const copy = structuredClone(config) as unknown as Record<string, Record<string, unknown>>
  for (const setting of settings) {
    const [place = '', text = ''] = setting.split('=')
    const [outer = '', inner] = place.split('.')
    let value: unknown = text
    try {
      value = JSON.parse(text)
    } catch {
      // A plain word stands for itself.
    }
    if (inner === undefined) (copy as Record<string, unknown>)[outer] = value
    else copy[outer]![inner] = value
  }
  return networkTraining.parse(copy)
}

function show(event: ComputeEvent): void {
  if (event.type !== 'epoch') return
  const { epoch, trainLoss, trainTop1, heldOutLoss, heldOutTop1, secs } = event.metrics
  const numbers = [trainLoss, trainTop1, heldOutLoss ?? NaN, heldOutTop1 ?? NaN, secs].map((value) => value.toFixed(3))
  console.error(
    `${epoch}/${event.of} train ${numbers[0]} ${numbers[1]} held out ${numbers[2]} ${numbers[3]} ${numbers[4]} s`,
  )
}
