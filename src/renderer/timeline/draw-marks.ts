/** How one segment, or a column of many, looks. Everything here draws into a box in CSS pixels. */
import type { Label, Segment } from '../../contract/things.ts'
import { missingModifiers } from '../../domain/modifiers.ts'
import { percentText } from '../ui/words.ts'
import { POINT_PX, type Box } from './hit.ts'
import type { LabelInk } from './ink.ts'
import { letterOf } from './marks.ts'
import type { Palette } from './palette.ts'

export type Context = CanvasRenderingContext2D

/** Human: filled. Proposed: dashed outline, light fill. Edited: filled, with a folded corner. Rejected: hollow, struck. */
export function drawSegment(
  context: Context,
  palette: Palette,
  ink: LabelInk,
  segment: Segment,
  box: Box,
  named = true,
): void {
  if (ink.label.kind === 'point') return drawPoint(context, palette, ink, segment, box)
  switch (segment.state) {
    case 'accepted':
    case 'edited':
      fillBox(context, box, ink.fill)
      if (ink.mark !== ink.fill && box.width >= 3) outline(context, box, ink.mark, 1)
      if (segment.state === 'edited') foldCorner(context, box, ink, palette)
      if (named) writeOn(context, palette, box, ink.label, ink.on, '')
      drawNotes(context, box, ink, segment)
      break
    case 'proposed': {
      context.globalAlpha = 0.22
      fillBox(context, box, ink.fill)
      context.globalAlpha = 1
      context.setLineDash([5, 3])
      outline(context, box, ink.mark, 1.5)
      context.setLineDash([])
      if (!named) break
      const confidence = segment.confidence === null ? '' : ` ${percentText(segment.confidence)}`
      writeOn(context, palette, box, ink.label, palette.text, confidence)
      break
    }
    case 'rejected':
      outline(context, box, palette.lineStrong, 1)
      strike(context, box, palette.lineStrong)
  }
}

/** A moment: a diamond around the middle of its frame. */
function drawPoint(context: Context, palette: Palette, ink: LabelInk, segment: Segment, box: Box): void {
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
  const half = Math.min(POINT_PX, box.height / 2)
  context.beginPath()
  context.moveTo(x, y - half)
  context.lineTo(x + half, y)
  context.lineTo(x, y + half)
  context.lineTo(x - half, y)
  context.closePath()
  const filled = segment.state === 'accepted' || segment.state === 'edited'
  context.globalAlpha = filled ? 1 : segment.state === 'proposed' ? 0.22 : 0
  context.fillStyle = ink.fill
  context.fill()
  context.globalAlpha = 1
  context.lineWidth = 1.5
  context.strokeStyle = segment.state === 'rejected' ? palette.lineStrong : ink.mark
  if (segment.state === 'proposed') context.setLineDash([2, 2])
  context.stroke()
  context.setLineDash([])
  if (segment.state === 'rejected') strike(context, pointBox(box), palette.lineStrong)
  if (segment.state === 'edited') {
    context.fillStyle = ink.on
    context.fillRect(x - 1.5, y - 1.5, 3, 3)
  }
}

/** The box that a point's diamond fills. */
export function pointBox(box: Box): Box {
  const half = Math.min(POINT_PX, box.height / 2)
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
  return { left: x - half, top: y - half, width: 2 * half, height: 2 * half }
}

export function drawSelection(context: Context, box: Box, palette: Palette, grips: boolean): void {
  outline(
    context,
    { left: box.left - 1, top: box.top - 1, width: box.width + 2, height: box.height + 2 },
    palette.text,
    2,
  )
  if (!grips) return
  context.fillStyle = palette.text
  const grip = Math.min(10, box.height - 4)
  const top = box.top + (box.height - grip) / 2
  context.fillRect(box.left - 3, top, 4, grip)
  context.fillRect(box.left + box.width - 1, top, 4, grip)
}

export function fillBox(context: Context, box: Box, color: string): void {
  context.fillStyle = color
  if (box.width < 6) return context.fillRect(box.left, box.top, box.width, box.height)
  context.beginPath()
  context.roundRect(box.left, box.top, box.width, box.height, 3)
  context.fill()
}

export function outline(context: Context, box: Box, color: string, widthPx: number): void {
  context.strokeStyle = color
  context.lineWidth = widthPx
  const inset = widthPx / 2
  const [width, height] = [Math.max(0.5, box.width - widthPx), Math.max(0.5, box.height - widthPx)]
  if (box.width < 6) return context.strokeRect(box.left + inset, box.top + inset, width, height)
  context.beginPath()
  context.roundRect(box.left + inset, box.top + inset, width, height, 3)
  context.stroke()
}

function strike(context: Context, box: Box, color: string): void {
  context.fillStyle = color
  context.fillRect(box.left, box.top + box.height / 2 - 0.5, box.width, 1)
}

/** The upper right corner of a box, folded over. */
function foldCorner(context: Context, box: Box, ink: LabelInk, palette: Palette): void {
  const fold = Math.min(8, box.height / 2)
  if (box.width < fold + 4) return
  const right = box.left + box.width
  const corner = (color: string, x: number, y: number) => {
    context.fillStyle = color
    context.beginPath()
    context.moveTo(right - fold, box.top)
    context.lineTo(x, y)
    context.lineTo(right, box.top + fold)
    context.fill()
  }
  corner(palette.surface, right, box.top)
  corner(ink.on, right - fold, box.top + fold)
}

/** Rating as dots, and a question mark where something required is missing: small, and only where there is room. */
function drawNotes(context: Context, box: Box, ink: LabelInk, segment: Segment): void {
  if (box.width < 44 || box.height < 24) return
  context.fillStyle = ink.on
  const bottom = box.top + box.height - 4.5
  for (let dot = 0; dot < (segment.rating ?? 0); dot++) {
    context.beginPath()
    context.arc(Math.max(box.left, 0) + 8 + dot * 5, bottom, 1.5, 0, 2 * Math.PI)
    context.fill()
  }
  if (ink.label.modifiers.length === 0 || missingModifiers(segment.modifiers, ink.label.modifiers).length === 0) return
  const right = box.left + box.width - 12
  context.textAlign = 'center'
  context.fillText('?', right, box.top + box.height / 2 + 0.5)
  context.lineWidth = 1
  context.strokeStyle = ink.on
  context.beginPath()
  context.arc(right, box.top + box.height / 2, 6.5, 0, 2 * Math.PI)
  context.stroke()
}

/** The label's name where there is room, else its letter, else nothing: the track says it too. */
export function writeOn(context: Context, palette: Palette, box: Box, label: Label, ink: string, after: string): void {
  // A name stays readable while its segment is partly scrolled out on the left.
  const left = Math.max(box.left, 0)
  const room = box.left + box.width - left - 10
  if (box.height < 10 || room < 6) return
  context.font = `600 ${box.height < 18 ? 10 : 11}px ${palette.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = ink
  const text = [label.name + after, label.name, letterOf(label)].find((words) => widthOf(context, words) <= room)
  if (text !== undefined) context.fillText(text, left + 6, box.top + box.height / 2 + 0.5)
}

const widths = new Map<string, number>()
/** Measured texts are few, confidences among them; but nothing may grow for ever. */
const MOST_WIDTHS = 5000

function widthOf(context: Context, text: string): number {
  const key = `${context.font} ${text}`
  let width = widths.get(key)
  if (width === undefined) {
    if (widths.size > MOST_WIDTHS) widths.clear()
    widths.set(key, (width = context.measureText(text).width))
  }
  return width
}
