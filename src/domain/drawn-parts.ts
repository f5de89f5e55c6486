/** Drawings as lines and words in pixels of the picture: the same on the screen and in a report. */
import { angleDegrees, lengthMetres, pixelsBetween, type PictureSize, type Place, type Shape } from './drawings.ts'

type Calibration = Extract<Shape, { kind: 'calibration' }>

export interface DrawnParts {
  /** SVG path data, to be stroked. */
  readonly path: string
  /** What is written beside it, and where it begins, or ends near the picture's right edge; null where nothing is. */
  readonly words: {
    readonly x: number
    readonly y: number
    readonly text: string
    readonly anchor: 'start' | 'end'
  } | null
}

/** A drawing and the frame that it is on. */
export interface OnFrame {
  readonly frame: number
  readonly shape: Shape
  readonly createdAt: string
}

/** Length of an arrow's head and of the ticks of a calibration line, as a share of the picture's longer side. */
const headShare = 0.022
/** Radius of an angle's arc, as a share of its shorter side. */
const arcShare = 0.35

/** @param calibration the line whose length is known; null where there is none */
export function drawnParts(shape: Shape, size: PictureSize, calibration: Calibration | null): DrawnParts {
  const at = ({ x, y }: Place): Point => [x * size.width, y * size.height]
  const head = Math.max(size.width, size.height) * headShare
  switch (shape.kind) {
    case 'line':
      return {
        path: polyline([at(shape.from), at(shape.to)]),
        words: beside(size, at(shape.to), measured(shape, size, calibration)),
      }
    case 'arrow':
      return {
        path: polyline([at(shape.from), at(shape.to)]) + arrowHead(at(shape.from), at(shape.to), head),
        words: null,
      }
    case 'angle': {
      const [from, middle, to] = [at(shape.from), at(shape.at), at(shape.to)]
      const degrees = angleDegrees(shape, size)
      return {
        path: polyline([from, middle, to]) + arc(from, middle, to),
        words: degrees === null ? null : beside(size, middle, `${degrees.toFixed(1)}°`),
      }
    }
    case 'text':
      return { path: '', words: { x: at(shape.at)[0], y: at(shape.at)[1], text: shape.text, anchor: 'start' } }
    case 'freehand':
      return { path: polyline(shape.places.map(at)), words: null }
    case 'calibration': {
      const [from, to] = [at(shape.from), at(shape.to)]
      return {
        path: polyline([from, to]) + tick(from, to, head / 2) + tick(to, from, head / 2),
        words: beside(size, to, `${shape.lengthMetres} m (known)`),
      }
    }
  }
}

/** What gives lines on a frame their length: the calibration line of that frame, else the newest of the recording. */
export function calibrationFor(drawings: readonly OnFrame[], frame: number): Calibration | null {
  const lines = drawings
    .filter(({ shape }) => shape.kind === 'calibration')
    .toSorted((a, b) => Number(b.frame === frame) - Number(a.frame === frame) || (a.createdAt < b.createdAt ? 1 : -1))
  return (lines[0]?.shape as Calibration | undefined) ?? null
}

type Point = readonly [x: number, y: number]

/** In metres where there is a calibration line, else in pixels. */
function measured(line: { from: Place; to: Place }, size: PictureSize, calibration: Calibration | null): string {
  const metres = calibration && lengthMetres(line, calibration, size)
  if (metres !== null) return `${metres < 10 ? metres.toFixed(2) : metres.toFixed(1)} m`
  return `${Math.round(pixelsBetween(line.from, line.to, size))} px`
}

function beside({ width, height }: PictureSize, [x, y]: Point, text: string): DrawnParts['words'] {
  const gap = Math.max(width, height) / 80
  const isNearEdge = x > 0.75 * width
  // Never above the picture.
  return {
    x: isNearEdge ? x - gap : x + gap,
    y: Math.max(3 * gap, y - gap),
    text,
    anchor: isNearEdge ? 'end' : 'start',
  }
}

function polyline(points: readonly Point[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${written(point)}`).join('')
}

function arrowHead(from: Point, to: Point, length: number): string {
  const way = Math.atan2(to[1] - from[1], to[0] - from[0])
  const wing = (turn: number): Point => [to[0] - length * Math.cos(way + turn), to[1] - length * Math.sin(way + turn)]
  return polyline([wing(Math.PI / 7), to, wing(-Math.PI / 7)])
}

/** Across the end of a line. */
function tick(end: Point, other: Point, half: number): string {
  const across = Math.atan2(other[1] - end[1], other[0] - end[0]) + Math.PI / 2
  const [dx, dy] = [half * Math.cos(across), half * Math.sin(across)]
  return polyline([
    [end[0] - dx, end[1] - dy],
    [end[0] + dx, end[1] + dy],
  ])
}

function arc(from: Point, middle: Point, to: Point): string {
  const lengthTo = ([x, y]: Point): number => Math.hypot(x - middle[0], y - middle[1])
  const radius = arcShare * Math.min(lengthTo(from), lengthTo(to))
  if (radius === 0) return ''
  const towards = (end: Point): Point => {
    const share = radius / lengthTo(end)
    return [middle[0] + share * (end[0] - middle[0]), middle[1] + share * (end[1] - middle[1])]
  }
  const turn = (from[0] - middle[0]) * (to[1] - middle[1]) - (from[1] - middle[1]) * (to[0] - middle[0])
  return `M${written(towards(from))}A${tidy(radius)} ${tidy(radius)} 0 0 ${turn > 0 ? 1 : 0} ${written(towards(to))}`
}

function written([x, y]: Point): string {
  return `${tidy(x)} ${tidy(y)}`
}

function tidy(value: number): number {
  return Math.round(value * 10) / 10
}
