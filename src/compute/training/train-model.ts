import type { NetworkModel, NetworkTraining } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { createRandom, type Random } from '../../domain/random.ts'
import { createAdam, createNetwork, freezableStages, fromState, parseNetworkConfig } from '../../network/index.ts'
import type { Backend } from '../backend.ts'
import { openClipLoader, type ClipLoader } from '../clips/clip-loader.ts'
import { writeModel } from '../models/model-folder.ts'
import { attentionStartOf, checkStartingWeights, startNetwork } from '../models/weights-on-disk.ts'
import { usablePrecision } from '../precision.ts'
import { progressReporter } from '../progress.ts'
import type { NetworkTrainRequest, Surroundings } from '../surroundings.ts'
import { checkWatchable } from './best-epoch.ts'
import { checkLearnable } from './check-learnable.ts'
import { checkpointToResume, removeCheckpoints, restoreCourse, type Checkpoint } from './checkpoints.ts'
import { classWeightsOf } from './class-weights.ts'
import type { Course } from './course.ts'
import { epochSize } from './epoch-plan.ts'
import { freezeStages } from './freeze-stages.ts'
import { readText } from './features/kept-texts.ts'
import { scoreFinally } from './held-out.ts'
import { learn } from './learn.ts'
import { machineMemory } from './machine-memory.ts'
import { fitMemory } from './memory-fit.ts'
import { modelFacts } from './model-facts.ts'
import { asMemoryProblem } from './out-of-memory.ts'
import { runRecord } from './run-record.ts'
import { clipSource } from './view-source.ts'

/**
 * Trains a network, or goes on with one, and writes it to `modelDir`. The weights are those of the last epoch unless the
 * configuration names a metric to keep the best by. Checkpoints stay where they are: whoever asked takes them away when
 * the model is safe.
 * @throws Problem DATASET_UNUSABLE, INVALID_INPUT, MEMORY_TOO_SMALL, TRAINING_DIVERGED, NOT_FOUND and CONFLICT for a
 *   checkpoint that is not there or of another run, and what writing throws
 */
export async function trainModel(
  wanted: NetworkTrainRequest,
  backend: Backend,
  surroundings: Surroundings,
): Promise<NetworkModel> {
  const startMs = performance.now()
  const { clipSet, checkpointDir } = wanted
  const { emit } = surroundings
  checkLearnable(clipSet)
  checkFreezable(wanted.config)
  checkWatchable(wanted.config, clipSet.clips.filter(({ split }) => split === 'held-out').length)
  const usable = { ...wanted, config: inUsablePrecision(wanted.config, emit) }
  const checkpoint = await checkpointOf(usable)
  const network = parseNetworkConfig({ ...wanted.config.network, classes: clipSet.labels.length })
  if (checkpoint === null) await checkStartingWeights(wanted.startFrom, network)
  const config = fitted(usable, checkpoint, { backend, emit })
  const record = await runRecord(backend)
  emit({ type: 'started', config, record, epochsDone: checkpoint?.facts.epoch ?? 0 })
  const progress = progressReporter(emit)
  const loader = await openClipLoader({
    clipSet,
    preprocessing: config.preprocessing,
    threads: wanted.threads,
    entry: surroundings.loaderEntry,
    onProgress: progress.of('Reading clips'),
  })
  for (const text of loader.notes) emit({ type: 'log', text })
  const begun = openCourse({ ...wanted, config }, checkpoint, loader)
  try {
    const startedFrom = checkpoint
      ? goOn(begun, checkpoint, surroundings)
      : await startNetwork(begun.network, wanted.startFrom, surroundings)
    const kept = await freezeStages(begun, { loader, startedFrom, request: wanted, surroundings })
    const course = kept ? { ...begun, source: kept } : begun
    progress.of('Warming up')(0, 0)
    const { curves, epoch, steps } = await learn({
      course,
      done: checkpoint?.facts ?? null,
      checkpointDir,
      software: record.software,
      startedFrom,
      startMs,
      emit,
      progress: progress.of('Training'),
    })
    if (kept) emit({ type: 'log', text: readText(kept.counts()) })
    const heldOut = await scoreFinally(course, progress.of('Scoring held-out clips'))
    const trainSecs = (checkpoint?.facts.wallSecs ?? 0) + (performance.now() - startMs) / 1000
    const learned = { startedFrom, curves: [...curves], epoch, heldOut, trainSecs }
    const model = modelFacts({ ...wanted, config }, record, learned)
    await writeModel(wanted.modelDir, model, { network: course.network, steps })
    return model
  } catch (caught) {
    throw asMemoryProblem(caught, config)
  } finally {
    await loader.close()
    begun.optimiser.dispose()
    begun.network.dispose()
  }
}

/** The checkpoint that is gone on from. A run that begins anew takes away what an earlier one left in its place. */
async function checkpointOf({ checkpointDir, resume, ...run }: NetworkTrainRequest): Promise<Checkpoint | null> {
  if (resume) return checkpointToResume(checkpointDir, run)
  await removeCheckpoints(checkpointDir)
  return null
}

/**
 * The configuration as it fits into this machine's memory, which a person is told. What a checkpoint began with is kept:
 * with other passes it would be another run. A GPU has memory of its own.
 */
function fitted(
  { config, clipSet }: NetworkTrainRequest,
  checkpoint: Checkpoint | null,
  { backend, emit }: { backend: Backend; emit: Surroundings['emit'] },
): NetworkTraining {
  const begun = checkpoint?.facts.config
  if (!backend.devices.includes('CPU')) return begun ?? config
  const pinned = begun && { ...begun, clipsAtOnce: begun.clipsAtOnce ?? begun.batchClips }
  const fit = fitMemory(pinned ?? config, epochSize(clipSet.clips, config).views, machineMemory())
  emit({ type: 'log', text: fit.text })
  return begun ?? fit.config
}

/** The configuration with the precision that this machine has; a person is told where that is not the one asked for. */
function inUsablePrecision(config: NetworkTraining, emit: Surroundings['emit']): NetworkTraining {
  return config.precision === undefined ? config : { ...config, precision: usablePrecision(config.precision, emit) }
}

/** Makes the network, with the weights that the seed gives. */
function openCourse(
  { clipSet, config, startFrom }: Pick<NetworkTrainRequest, 'clipSet' | 'config' | 'startFrom'>,
  checkpoint: Checkpoint | null,
  loader: ClipLoader,
): Course {
  const random = createRandom(config.seed)
  const network = createNetwork(
    parseNetworkConfig({ ...config.network, classes: clipSet.labels.length }),
    config.seed,
    attentionStartOf(config, startFrom),
  )
  const optimiser = createAdam({ learningRate: config.learningRate, weightDecay: config.weightDecay })
  const dropout: Random = checkpoint ? fromState(checkpoint.facts.dropout) : random.stream('dropout')
  const source = clipSource(loader, config.preprocessing)
  const classWeights = classWeightsOf(clipSet, config)
  return { network, optimiser, lengths: loader.lengths, source, clipSet, config, random, dropout, classWeights }
}

/** Puts the course where the checkpoint left it. Returns what the run started from. */
function goOn(course: Course, checkpoint: Checkpoint, { emit }: Surroundings): NetworkModel['startedFrom'] {
  restoreCourse(course, checkpoint)
  emit({ type: 'log', text: `Going on after epoch ${checkpoint.facts.epoch} of ${course.config.epochs}.` })
  return checkpoint.facts.startedFrom
}

/** @throws Problem INVALID_INPUT for a stage that this network has not */
function checkFreezable({ network, frozenThrough }: NetworkTraining): void {
  if (frozenThrough === undefined) return
  const stages = freezableStages({ ...network, classes: 2 })
  if (stages.includes(frozenThrough)) return
  const can =
    stages.length === 0
      ? 'learns as a whole'
      : stages.length === 1
        ? 'can be frozen whole (backbone) or not at all'
        : `can be frozen through ${stages.join(', ')} only`
  throw new Problem('INVALID_INPUT', `This network ${can}: ${frozenThrough} can't be the last frozen stage of it.`)
}
