/** A run's curves as a picture that needs no window. */
import type { EpochMetrics } from '../../contract/learning.ts'
import { lineChartSvg } from '../reports/line-chart.ts'

const width = 960
const height = 360
const training = { name: 'training', colour: '#0b62c4', dash: 'solid' } as const
const heldOut = { name: 'held-out', colour: '#a15c00', dash: 'dashed' } as const

/** Accuracy and loss over the epochs, training solid, held-out dashed, as one SVG text. */
export function curvesSvg(title: string, epochs: readonly EpochMetrics[]): Promise<string> {
  return lineChartSvg(width, height, {
    title: { text: title, left: 16, top: 8, textStyle: { fontSize: 15 } },
    legend: { right: 16, top: 8 },
    grid: [
      { left: 64, right: width / 2 + 24, top: 64, bottom: 48 },
      { left: width / 2 + 56, right: 24, top: 64, bottom: 48 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({
      gridIndex,
      type: 'value',
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 28,
      min: 1,
      max: Math.max(2, epochs.length),
      minInterval: 1,
      splitLine: { show: false },
    })),
    yAxis: [
      { gridIndex: 0, type: 'value', name: 'share of clips right', min: 0, max: 1, nameTextStyle: { align: 'left' } },
      { gridIndex: 1, type: 'value', name: 'cross-entropy (nats)', min: 0, nameTextStyle: { align: 'left' } },
    ],
    series: [
      line(training, 0, epochs, (one) => one.trainTop1),
      line(heldOut, 0, epochs, (one) => one.heldOutTop1),
      line(training, 1, epochs, (one) => one.trainLoss),
      line(heldOut, 1, epochs, (one) => one.heldOutLoss),
    ],
  })
}

function line(
  look: typeof training | typeof heldOut,
  axis: 0 | 1,
  epochs: readonly EpochMetrics[],
  pick: (one: EpochMetrics) => number | null,
) {
  return {
    type: 'line' as const,
    name: look.name,
    xAxisIndex: axis,
    yAxisIndex: axis,
    color: look.colour,
    lineStyle: { type: look.dash, width: 2 },
    showSymbol: epochs.length < 40,
    symbolSize: 4,
    data: epochs.map((one) => [one.epoch, pick(one)]).filter(([, value]) => value !== null),
  }
}
