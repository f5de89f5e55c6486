import { expect, test } from 'vitest'
import { curvesSvg } from './curves.ts'

const epoch = (number: number, heldOutTop1: number | null) => ({
  epoch: number,
  trainLoss: 2 / number,
  trainTop1: 1 - 1 / number,
  heldOutLoss: heldOutTop1 === null ? null : 1,
  heldOutTop1,
  secs: 1,
})

test('curves can be shown without Touchline: one SVG with named axes and both kinds of clips', async () => {
  const svg = await curvesSvg('Quick & small', [epoch(1, 0.2), epoch(2, null), epoch(3, 0.8)])
  expect(svg).toMatch(/^<svg /)
  for (const text of ['Quick &amp; small', 'epoch', 'share of clips right', 'cross-entropy (nats)', 'held-out']) {
    expect(svg).toContain(text)
  }
  expect(svg.match(/<path[^>]+stroke-dasharray/g)?.length).toBeGreaterThanOrEqual(2)
})
