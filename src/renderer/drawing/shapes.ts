/** How drawings come about: point by point, and how their points are moved. */
import type { Place, Shape } from '../../domain/drawings.ts'

export type Tool = 'line' | 'arrow' | 'angle' | 'freehand' | 'text' | 'calibration'

export const tools: readonly { readonly tool: Tool; readonly name: string; readonly how: string }[] = [
  { tool: 'line', name: 'Line', how: 'Drag from end to end. Its length is shown.' },
  { tool: 'arrow', name: 'Arrow', how: 'Drag from the tail to the head.' },
  { tool: 'angle', name: 'Angle', how: 'Click the end of one side, the corner, the end of the other side.' },
  { tool: 'freehand', name: 'Freehand', how: 'Draw with the button held down.' },
  { tool: 'text', name: 'Text', how: 'Click where it begins, then write.' },
  {
    tool: 'calibration',
    name: 'Known length',
    how: 'Drag along something whose length you know, in the plane of the movement. Lines are then measured in metres.',
  },
]

/** Points that a tool takes; freehand any number. */
const pointsOf: Record<Tool, number> = { line: 2, arrow: 2, angle: 3, freehand: Infinity, text: 1, calibration: 2 }

export function isComplete(tool: Tool, points: readonly Place[]): boolean {
  return points.length >= pointsOf[tool]
}

/** What points of a tool make so far; null while they are too few to be seen. */
export function draftOf(tool: Tool, points: readonly Place[]): Shape | null {
  const [from, second, third] = points
  if (from === undefined) return null
  switch (tool) {
    case 'line':
    case 'arrow':
      return second ? { kind: tool, from, to: second } : null
    case 'calibration':
      return second ? { kind: 'calibration', from, to: second, lengthMetres: 1 } : null
    case 'angle':
      if (!second) return null
      return third ? { kind: 'angle', from, at: second, to: third } : { kind: 'line', from, to: second }
    case 'freehand':
      return points.length > 1 ? { kind: 'freehand', places: points } : null
    case 'text':
      return { kind: 'text', at: from, text: '…' }
  }
}

/** Points by which a drawing is grabbed. */
export function gripsOf(shape: Shape): readonly Place[] {
  switch (shape.kind) {
    case 'line':
    case 'arrow':
    case 'calibration':
      return [shape.from, shape.to]
    case 'angle':
      return [shape.from, shape.at, shape.to]
    case 'text':
      return [shape.at]
    case 'freehand':
      return []
  }
}

/** The drawing with one of its grips elsewhere. */
export function withGrip(shape: Shape, grip: number, to: Place): Shape {
  switch (shape.kind) {
    case 'line':
    case 'arrow':
    case 'calibration':
      return grip === 0 ? { ...shape, from: to } : { ...shape, to }
    case 'angle':
      return grip === 0 ? { ...shape, from: to } : grip === 1 ? { ...shape, at: to } : { ...shape, to }
    case 'text':
      return { ...shape, at: to }
    case 'freehand':
      return shape
  }
}

/** The whole drawing moved. */
export function moved(shape: Shape, by: Place): Shape {
  const shift = ({ x, y }: Place): Place => ({ x: x + by.x, y: y + by.y })
  if (shape.kind === 'freehand') return { ...shape, places: shape.places.map(shift) }
  return gripsOf(shape).reduce<Shape>((changed, grip, index) => withGrip(changed, index, shift(grip)), shape)
}

/** Freehand lines keep a point where it is farther than this from the last, as a share of the picture. */
export const freehandStep = 0.003
