/** What training says while it runs and when it is done, for people and programs. */
import type { ComputeEvent } from '../contract/compute.ts'
import type { EpochMetrics, Evaluation, ModelFile } from '../contract/learning.ts'
import type { Output } from './output.ts'

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** One line per epoch. */
export function epochLine(output: Output, metrics: EpochMetrics, of: number): void {
  const { epoch, trainLoss, trainTop1, heldOutLoss, heldOutTop1, secs } = metrics
  const heldOut =
    heldOutTop1 === null ? '' : `   held-out ${percent(heldOutTop1)}, loss ${(heldOutLoss ?? Number.NaN).toFixed(3)}`
  output.line(
    { type: 'epoch', ...metrics, epochs: of },
    `epoch ${epoch}/${of}   training ${percent(trainTop1)}, loss ${trainLoss.toFixed(3)}${heldOut}   ${secs.toFixed(1)} s`,
  )
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
    case 'result':
    case 'problem':
      return
  }
}

/** What a network had learned before it was trained here, and under which licence. */
export function startedFromText({ kind, name, source, licence }: ModelFile['startedFrom']): string {
  if (kind === 'scratch') return 'Started from random weights.'
  return `Started from ${name ?? source} (${source}). Licence: ${licence === '' ? 'nobody said' : licence}`
}

/** A score in words, with its interval and what it stands on. */
export function scoreText(evaluation: Evaluation): string {
  const [low, high] = evaluation.interval
  return `${percent(evaluation.top1)} right (95 % interval ${percent(low)} to ${percent(high)}), ${evaluation.n} clips of ${evaluation.groups} groups`
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
