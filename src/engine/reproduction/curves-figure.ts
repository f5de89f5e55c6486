/** Curves of several systems by epoch, as a picture, as CSV and as JSON. */
import type { EpochMetrics } from '../../contract/learning.ts'
import { lineChartSvg } from '../reports/line-chart.ts'

export interface SystemCurves {
  readonly title: string
  readonly epochs: readonly EpochMetrics[]
}

export type CurveOf = 'accuracy' | 'loss'

const [width, height] = [880, 484]
/** Told apart by people who see colours otherwise, too (Okabe & Ito); training is solid, validation dashed, as in the window. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']

const pick = {
  accuracy: {
    axis: 'clips named right, %',
    train: (one: EpochMetrics) => 100 * one.trainTop1,
    validation: (one: EpochMetrics) => (one.heldOutTop1 === null ? null : 100 * one.heldOutTop1),
  },
  loss: {
    axis: 'cross-entropy, nats',
    train: (one: EpochMetrics) => one.trainLoss,
    validation: (one: EpochMetrics) => one.heldOutLoss,
  },
} as const

export function curvesFigure(title: string, of: CurveOf, systems: readonly SystemCurves[]): Promise<string> {
  const epochs = Math.max(2, ...systems.map((system) => system.epochs.length))
  return lineChartSvg(width, height, {
    title: { text: title, left: 16, top: 8, textStyle: { fontSize: 15 } },
    legend: { left: 16, top: 36, itemGap: 18, width: width - 32 },
    grid: { left: 64, right: 24, top: 136, bottom: 48 },
    xAxis: { type: 'value', name: 'epoch', nameLocation: 'middle', nameGap: 28, min: 1, max: epochs, minInterval: 1 },
    yAxis: { type: 'value', name: pick[of].axis, min: 0, nameTextStyle: { align: 'left' } },
    series: systems.flatMap(({ title: name, epochs: curve }, place) =>
      (['validation', 'train'] as const).map((side) => ({
        type: 'line' as const,
        name: `${name}, ${side === 'train' ? 'training' : 'validation'}`,
        color: colours[place % colours.length]!,
        lineStyle: { width: 2, type: side === 'train' ? ('solid' as const) : ('dashed' as const) },
        showSymbol: curve.length < 40,
        symbolSize: 4,
        data: curve.map((one) => [one.epoch, pick[of][side](one)]).filter(([, value]) => value !== null),
      })),
    ),
  })
}

/** A line per system and epoch; empty where an epoch has no validation. */
export function curvesCsv(systems: readonly SystemCurves[]): string {
  const rows = systems.flatMap(({ title, epochs }) =>
    epochs.map(({ epoch, trainTop1, trainLoss, heldOutTop1, heldOutLoss }) =>
      [`"${title.replaceAll('"', '""')}"`, epoch, trainTop1, trainLoss, heldOutTop1 ?? '', heldOutLoss ?? ''].join(','),
    ),
  )
  const head = 'System,Epoch,Training accuracy,Training loss,Validation accuracy,Validation loss'
  return `${[head, ...rows].join('\r\n')}\r\n`
}
