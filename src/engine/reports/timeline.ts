/** A recording's timeline as inline SVG: one track per label, whose word a segment is told by its look and not its colour alone. */
import type { LabelFacts, RecordingFacts, SegmentFacts, Standing } from './facts.ts'
import { Html, html, shortened } from './html.ts'
import { clock, lengthInWords, percent } from './words.ts'

const width = 1000
const gutter = 168
const trackHeight = 26
const barHeight = 16
const axisHeight = 26
/** Bars are never narrower, so that a short segment of a long recording is seen. */
const leastBar = 2.5

const standingWords: Readonly<Record<Standing, string>> = {
  person: 'labelled by a person',
  confirmed: 'found by a model, confirmed by a person',
  proposed: 'proposed by a model, not yet looked at',
}

/** The hatching that marks a model's segments; once per page, referred to by every timeline. */
export const hatching: Html = html`<svg width="0" height="0" aria-hidden="true" class="definitions">
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="2" height="5" fill="#fff" fill-opacity="0.62" />
    </pattern>
  </defs>
</svg>`

/** How the three kinds of segments look, in words and in small. */
export const legend: Html = html`<ul class="legend">
  ${(['person', 'confirmed', 'proposed'] as const).map(
    (standing) =>
      html`<li>
        <svg viewBox="0 0 34 16" width="34" height="16" aria-hidden="true">
          ${bar({ x: 1, y: 1, width: 32, height: 14 }, '#5b6675', standing)}
        </svg>
        ${standingWords[standing]}
      </li>`,
  )}
</ul>`

/** Tracks of the labels that the recording has, with a ruler under them. */
export function timeline(recording: RecordingFacts, labels: readonly LabelFacts[]): Html {
  const present = labels.filter((label) => recording.segments.some((segment) => segment.label.id === label.id))
  const height = present.length * trackHeight + axisHeight
  const name = `Timeline of ${recording.row.file_name}, ${lengthInWords(recording.lengthSecs)}`
  return html`<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">
    ${ruler(recording.lengthSecs, height)} ${present.map((label, place) => track(recording, label, place))}
  </svg>`
}

function track(recording: RecordingFacts, label: LabelFacts, place: number): Html {
  const top = place * trackHeight
  const middle = top + trackHeight / 2
  const segments = recording.segments.filter((segment) => segment.label.id === label.id)
  return html`<g>
    <line x1="${gutter}" x2="${width}" y1="${middle}" y2="${middle}" stroke="#e3e7ec" />
    <text x="${gutter - 12}" y="${middle + 4}" text-anchor="end" class="track"
      >${shortened(label.name, 19)}<title>${label.name}</title></text
    >
    ${segments.map((segment) => mark(segment, recording.lengthSecs, middle))}
  </g>`
}

function mark(segment: SegmentFacts, lengthSecs: number, middle: number): Html {
  const start = position(segment.startSecs, lengthSecs)
  const { row, label, standing } = segment
  const words = `${label.name}, ${clock(segment.startSecs)} to ${clock(segment.endSecs)}, frames ${row.first_frame} to ${row.last_frame}, ${standingWords[standing]}`
  const confidence = row.confidence === null ? '' : `, confidence ${percent(row.confidence, 0)}`
  const shape =
    label.kind === 'point'
      ? diamond(start, middle, segment)
      : bar(
          {
            x: start,
            y: middle - barHeight / 2,
            width: Math.max(leastBar, position(segment.endSecs, lengthSecs) - start),
            height: barHeight,
          },
          label.color,
          standing,
        )
  return html`<g><title>${words + confidence}</title>${shape}</g>`
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Filled: a person. Filled and hatched: confirmed. Light with a dashed outline: proposed. */
function bar(box: Box, color: string, standing: Standing): Html {
  const at = `x="${rounded(box.x)}" y="${rounded(box.y)}" width="${rounded(box.width)}" height="${rounded(box.height)}" rx="2"`
  // Numbers only; the colour is a checked #rrggbb, and is escaped all the same.
  const place = new Html(at)
  switch (standing) {
    case 'person':
      return html`<rect ${place} fill="${color}" stroke="#00000040" stroke-width="0.6" />`
    case 'confirmed':
      return html`<rect ${place} fill="${color}" stroke="#00000060" stroke-width="0.6" /><rect
          ${place}
          fill="url(#hatch)"
        />`
    case 'proposed':
      return html`<rect
        ${place}
        fill="${color}"
        fill-opacity="0.16"
        stroke="#3c4654"
        stroke-width="1.1"
        stroke-dasharray="3 2"
      />`
  }
}

function diamond(x: number, y: number, { label, standing }: SegmentFacts): Html {
  const points = `${rounded(x)},${y - 8} ${rounded(x + 6)},${y} ${rounded(x)},${y + 8} ${rounded(x - 6)},${y}`
  switch (standing) {
    case 'person':
      return html`<polygon points="${points}" fill="${label.color}" stroke="#00000060" stroke-width="0.6" />`
    case 'confirmed':
      return html`<polygon points="${points}" fill="${label.color}" stroke="#00000060" stroke-width="0.6" /><polygon
          points="${points}"
          fill="url(#hatch)"
        />`
    case 'proposed':
      return html`<polygon
        points="${points}"
        fill="${label.color}"
        fill-opacity="0.16"
        stroke="#3c4654"
        stroke-dasharray="3 2"
      />`
  }
}

function ruler(lengthSecs: number, height: number): Html {
  const stepSecs = tickStep(lengthSecs)
  const ticks = Array.from({ length: Math.floor(lengthSecs / stepSecs + 1e-9) + 1 }, (_, i) => i * stepSecs)
  const base = height - axisHeight + 4
  return html`<g class="ruler">
    ${ticks.map((secs) => {
      const x = rounded(position(secs, lengthSecs))
      const anchor = x > width - 24 ? 'end' : x < gutter + 12 ? 'start' : 'middle'
      return html`<line x1="${x}" x2="${x}" y1="0" y2="${base}" stroke="#eef1f4" /><text
          x="${x}"
          y="${base + 15}"
          text-anchor="${anchor}"
          >${tickText(secs, stepSecs)}</text
        >`
    })}
    <line x1="${gutter}" x2="${width}" y1="${base}" y2="${base}" stroke="#c3cad3" />
  </g>`
}

const tickSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200]

/** Seconds between ticks, so that there are ten at most. */
export function tickStep(lengthSecs: number): number {
  return tickSteps.find((step) => lengthSecs / step <= 10) ?? Math.ceil(lengthSecs / 36_000) * 3600
}

function tickText(secs: number, stepSecs: number): string {
  const text = clock(secs)
  return stepSecs < 1 ? text.slice(0, -2) : text.slice(0, -4)
}

function position(secs: number, lengthSecs: number): number {
  return gutter + (lengthSecs === 0 ? 0 : (secs / lengthSecs) * (width - gutter))
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
