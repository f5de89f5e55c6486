/** Line charts as pictures that need no window: ECharts drawing SVG on its own. */
import type { EChartsCoreOption } from 'echarts/core'

/**
 * A chart of lines, with axes, a title and a legend, as one SVG text on white.
 *
 * ECharts is loaded with the first chart: it takes as long as everything else that a command loads, and few draw one.
 * @param width in px, as `height`
 * @param option as ECharts documents it
 */
export async function lineChartSvg(width: number, height: number, option: EChartsCoreOption): Promise<string> {
  const { init } = await echarts()
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

async function echarts() {
  const [core, { LineChart }, { GridComponent, LegendComponent, TitleComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])
  return core
}
