/** What training says while it runs and when it is done, for people and programs. */
import type { ComputeEvent } from '../contract/compute.ts'
import type { EpochMetrics, Evaluation, ModelFile, MotionModel, TrainingConfig } from '../contract/learning.ts'
import { networkPart } from '../contract/network-part.ts'
import type { Output } from './output.ts'

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** One line per epoch. */
export function epochLine(output: Output, metrics: EpochMetrics, of: number): void {
  const { epoch, trainLoss, trainTop1, heldOutLoss, heldOutTop1, heldOut } = metrics
  const balanced = heldOut ? ` (labels ${percent(heldOut.meanClassAccuracy)}, F1 ${heldOut.macroF1.toFixed(2)})` : ''
  const parts = [
    `epoch ${epoch}/${of}`,
    `training ${percent(trainTop1)}, loss ${trainLoss.toFixed(3)}`,
    ...(heldOutTop1 === null || heldOutLoss === null
      ? []
      : [`held-out ${percent(heldOutTop1)}${balanced}, loss ${heldOutLoss.toFixed(3)}`]),
    paceText(metrics),
  ]
  output.line({ type: 'epoch', ...metrics, epochs: of }, parts.join('   '))
}

function paceText({ secs, stepsPerSec, warmUpSecs }: EpochMetrics): string {
  const steps = stepsPerSec ? `, ${stepsPerSec.toPrecision(3)} steps/s` : ''
  const warmUp = warmUpSecs === undefined ? '' : ` after ${warmUpSecs.toFixed(1)} s of warming up`
  return `${secs.toFixed(1)} s${steps}${warmUp}`
}

/** Progress and logs of a compute process. */
export function tellComputeEvent(output: Output, event: ComputeEvent): void {
  switch (event.type) {
    case 'progress':
      return output.progress(event.phase, event.done, event.total)
    case 'epoch':
      return epochLine(output, event.metrics, event.of)
    case 'log':
      return output.note(event.text)
    case 'started':
      return output.note(startedText(event))
    case 'result':
    case 'problem':
      return
  }
}

function startedText({ config, record }: Extract<ComputeEvent, { type: 'started' }>): string {
  const { gpu, cpu, cores } = record.machine
  const versions = Object.entries(record.software).map(([name, version]) => `${name} ${version}`)
  return (
    `${config.preset}: ${courseText(config)}seed ${config.seed}; ` +
    `on ${gpu ?? `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}`} (${versions.join(', ')})`
  )
}

/** Empty for what is not learned in epochs. */
function courseText(config: TrainingConfig): string {
  const network = networkPart(config)
  if (network === null) return ''
  const { epochs, batchClips, clipsAtOnce } = network
  const atOnce = clipsAtOnce === undefined ? '' : `, ${clipsAtOnce} at once`
  return `${epochs} epochs, ${batchClips} clips a step${atOnce}, `
}

/** Which epoch the model is of, or with which settings it was learned, and what that does to its score; null for the last epoch. */
export function keptText(model: ModelFile): string | null {
  if (model.method === 'motion') return chosenText(model)
  if (model.method !== 'network') return null
  const { epoch, curves, training } = model
  const chosenBy = training.keepBest ?? training.earlyStopping?.metric
  if (chosenBy === undefined) return null
  return (
    `Epoch ${epoch} of ${curves.length} is kept, the best by ${chosenBy}. Because these clips chose it, their score is ` +
    'somewhat too good: measure on others before you rely on it.'
  )
}

function chosenText({ chosen, tried }: MotionModel): string {
  const { settings, folds, by } = tried
  const best = settings.find(({ components, cost }) => components === chosen.components && cost === chosen.cost)
  return (
    `${chosen.components} components and cost ${chosen.cost}, the best of ${settings.length} tried on the clips to learn ` +
    `from alone, ${folds} parts of them (by ${by}) left out in turn: ${percent(best?.accuracy ?? 0)} right there.`
  )
}

/** What a network had learned before it was trained here, and under which licence; null where there is no network. */
export function startedFromText({ method, startedFrom }: Pick<ModelFile, 'method' | 'startedFrom'>): string | null {
  if (method === 'motion') return null
  const { kind, name, source, licence } = startedFrom
  if (kind === 'scratch') return 'Started from random weights.'
  return `Started from ${name ?? source} (${source}). Licence: ${licence === '' ? 'nobody said' : licence}`
}

/** A score in words, with its intervals and what it stands on. */
export function scoreText(evaluation: Evaluation): string {
  const { top1, top5, n, groups, interval, clipInterval, meanClassAccuracy, macroF1 } = evaluation
  const range = ([low, high]: readonly [number, number]) => `${percent(low)} to ${percent(high)}`
  const overClips = clipInterval ? `; over clips alone ${range(clipInterval)}` : ''
  const five = typeof top5 === 'number' ? `${percent(top5)} among the first five, ` : ''
  return [
    `${percent(top1)} right (95 % interval ${range(interval)}${overClips}), ${n} ${n === 1 ? 'clip' : 'clips'} of ${groups} ${groups === 1 ? 'group' : 'groups'}`,
    `${five}mean class accuracy ${percent(meanClassAccuracy)}, macro F1 ${macroF1.toFixed(3)}`,
  ].join('\n')
}

/** The score of each label, a line each. */
export function classTable(evaluation: Evaluation): string {
  const width = Math.max(...evaluation.labels.map((label) => label.length))
  const share = (value: number | null) => (value === null ? '–' : percent(value)).padStart(9)
  const rows = evaluation.perClass.map(
    ({ label, clips, precision, recall }) =>
      `  ${label.padEnd(width)} ${String(clips).padStart(6)}${share(recall)}${share(precision)}`,
  )
  return [`  ${''.padEnd(width)}  clips   recall precision`, ...rows].join('\n')
}

/** Wider matrices don't fit a terminal; JSON has them. */
const widestConfusion = 12

/** What each label was taken for, a row per true label; empty where there are too many labels for a terminal. */
export function confusionTable({ labels, confusion }: Evaluation): string {
  if (labels.length > widestConfusion) return ''
  const width = Math.max(...labels.map((label) => label.length))
  const letters = labels.map((_, index) => String.fromCharCode(97 + index))
  const cells = (values: readonly (string | number)[]) => values.map((value) => String(value).padStart(5)).join('')
  const rows = labels.map((label, index) => `  ${letters[index]} ${label.padEnd(width)}${cells(confusion[index]!)}`)
  return [`  ${'taken for'.padEnd(width + 2)}${cells(letters)}`, ...rows].join('\n')
}
