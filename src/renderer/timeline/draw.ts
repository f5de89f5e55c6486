/** Drawing of tracks, segments, playhead and ruler. Every function draws one whole canvas in CSS pixels. */
import type { Label, Segment } from '../../contract/things.ts'
import type { Track } from './tracks.ts'
import { percentText } from '../ui/words.ts'
import type { Growing } from './board.ts'
import { xOf, type Extent, type View } from './geometry.ts'
import { boxOf, TRACK_PX, type Box, type Placed } from './hit.ts'
import { inkOn, letterOf } from './marks.ts'
import type { Palette } from './palette.ts'
import type { Tick } from './ticks.ts'

export type DrawnSegment = Placed & Pick<Segment, 'source' | 'state' | 'confidence'>

export interface Scene {
  readonly view: View
  readonly extent: Extent
  readonly tracks: readonly Track[]
  readonly segments: readonly DrawnSegment[]
  readonly growing: readonly Growing[]
  readonly selectedId: string | null
  readonly playhead: number
  readonly palette: Palette
}

type Context = CanvasRenderingContext2D

export function drawTracks(context: Context, scene: Scene): void {
  const { extent, palette, tracks } = scene
  context.clearRect(0, 0, extent.widthPx, context.canvas.height)
  tracks.forEach((_, track) => {
    context.fillStyle = track % 2 === 0 ? palette.surface : palette.sunken
    context.fillRect(0, track * TRACK_PX, extent.widthPx, TRACK_PX)
  })
  const selected = scene.segments.find((segment) => segment.id === scene.selectedId)
  for (const segment of scene.segments) if (segment !== selected) drawSegment(context, scene, segment)
  if (selected) drawSegment(context, scene, selected)
  for (const growing of scene.growing) drawGrowing(context, scene, growing)
  drawPlayhead(context, scene, tracks.length * TRACK_PX)
}

function drawSegment(context: Context, scene: Scene, segment: DrawnSegment): void {
  const box = boxOf(segment, scene.view)
  const label = scene.tracks[segment.track]?.label
  if (label === undefined || box.left > scene.extent.widthPx || box.left + box.width < 0) return
  context.save()
  switch (segment.state) {
    case 'accepted':
    case 'edited':
      fillBox(context, box, label.color)
      writeOn(context, scene, box, label, inkOn(label.color), '')
      break
    case 'proposed': {
      context.globalAlpha = 0.22
      fillBox(context, box, label.color)
      context.globalAlpha = 1
      context.setLineDash([5, 3])
      outline(context, box, `color-mix(in srgb, ${label.color} 70%, ${scene.palette.text})`, 1.5)
      const confidence = segment.confidence === null ? '' : ` ${percentText(segment.confidence)}`
      writeOn(context, scene, box, label, scene.palette.text, confidence)
      break
    }
    case 'rejected':
      outline(context, box, scene.palette.lineStrong, 1)
      strike(context, box, scene.palette.lineStrong)
  }
  context.setLineDash([])
  if (segment.id === scene.selectedId) drawSelection(context, box, scene.palette)
  context.restore()
}

function drawSelection(context: Context, box: Box, palette: Palette): void {
  outline(
    context,
    { ...box, left: box.left - 1, top: box.top - 1, width: box.width + 2, height: box.height + 2 },
    palette.text,
    2,
  )
  context.fillStyle = palette.text
  const grip = Math.min(10, box.height - 4)
  const top = box.top + (box.height - grip) / 2
  context.fillRect(box.left - 3, top, 4, grip)
  context.fillRect(box.left + box.width - 1, top, 4, grip)
}

function drawGrowing(context: Context, scene: Scene, growing: Growing): void {
  const track = scene.tracks.findIndex((one) => one.key === growing.labelId)
  const label = scene.tracks[track]?.label
  if (label === undefined) return
  const box = boxOf({ id: '', track, lane: { lane: 0, lanes: 1 }, ...growing }, scene.view)
  context.save()
  context.globalAlpha = 0.6
  fillBox(context, box, label.color)
  context.globalAlpha = 1
  outline(context, box, scene.palette.danger, 1.5)
  writeOn(context, scene, box, label, scene.palette.text, '')
  context.restore()
}

function fillBox(context: Context, box: Box, color: string): void {
  context.fillStyle = color
  context.beginPath()
  context.roundRect(box.left, box.top, box.width, box.height, Math.min(3, box.width / 2))
  context.fill()
}

function outline(context: Context, box: Box, color: string, widthPx: number): void {
  context.strokeStyle = color
  context.lineWidth = widthPx
  const inset = widthPx / 2
  context.beginPath()
  context.roundRect(
    box.left + inset,
    box.top + inset,
    Math.max(0.5, box.width - widthPx),
    Math.max(0.5, box.height - widthPx),
    Math.min(3, box.width / 2),
  )
  context.stroke()
}

function strike(context: Context, box: Box, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(box.left, box.top + box.height / 2)
  context.lineTo(box.left + box.width, box.top + box.height / 2)
  context.stroke()
}

/** The label's name where there is room, else its letter, else nothing: the track says it too. */
function writeOn(context: Context, scene: Scene, box: Box, label: Label, ink: string, after: string): void {
  // A name stays readable while its segment is partly scrolled out on the left.
  const left = Math.max(box.left, 0)
  const room = box.left + box.width - left - 10
  if (box.height < 10 || room < 6) return
  context.font = `600 ${box.height < 18 ? 10 : 11}px ${scene.palette.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = ink
  const text = [label.name + after, label.name, letterOf(label)].find(
    (words) => context.measureText(words).width <= room,
  )
  if (text !== undefined) context.fillText(text, left + 6, box.top + box.height / 2 + 0.5)
}

function drawPlayhead(context: Context, scene: Scene, heightPx: number): void {
  const { view, playhead, palette } = scene
  const left = xOf(view, playhead)
  const width = 1 / view.framesPerPx
  if (width >= 4) {
    context.globalAlpha = 0.16
    context.fillStyle = palette.accent
    context.fillRect(left, 0, width, heightPx)
    context.globalAlpha = 1
  }
  context.fillStyle = palette.accent
  context.fillRect(left + width / 2 - 0.75, 0, 1.5, heightPx)
}

export interface RulerScene extends Pick<Scene, 'view' | 'extent' | 'playhead' | 'palette'> {
  readonly times: readonly Tick[]
  readonly frames: readonly Tick[]
}

export const RULER_PX = 36

/** Times above, frame numbers below, and the playhead's handle. */
export function drawRuler(context: Context, scene: RulerScene): void {
  const { extent, palette, view } = scene
  context.clearRect(0, 0, extent.widthPx, RULER_PX)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, extent.widthPx, RULER_PX)
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const row = (ticks: readonly Tick[], top: number, size: number, color: string) => {
    context.font = `${size}px ${palette.font}`
    for (const { xPx, text } of ticks) {
      context.fillStyle = palette.line
      context.fillRect(Math.round(xPx), top, 1, RULER_PX / 2)
      context.fillStyle = color
      context.fillText(text, Math.round(xPx) + 4, top + RULER_PX / 4 + 0.5)
    }
  }
  row(scene.times, 0, 11, palette.text)
  row(scene.frames, RULER_PX / 2, 10, palette.quiet)
  context.fillStyle = palette.line
  context.fillRect(0, RULER_PX - 1, extent.widthPx, 1)
  const x = xOf(view, scene.playhead) + 0.5 / view.framesPerPx
  context.fillStyle = palette.accent
  context.beginPath()
  context.moveTo(x - 6, RULER_PX - 12)
  context.lineTo(x + 6, RULER_PX - 12)
  context.lineTo(x + 6, RULER_PX - 7)
  context.lineTo(x, RULER_PX)
  context.lineTo(x - 6, RULER_PX - 7)
  context.fill()
}

export const OVERVIEW_PX = 18

/** The whole recording in small, with the visible part framed. */
export function drawOverview(context: Context, scene: Scene): void {
  const { extent, palette, view } = scene
  const perFrame = extent.widthPx / Math.max(1, extent.frames)
  const tracks = [...new Set(scene.segments.map((segment) => segment.track))].toSorted((a, b) => a - b)
  const row = Math.min(6, (OVERVIEW_PX - 6) / Math.max(1, tracks.length))
  context.clearRect(0, 0, extent.widthPx, OVERVIEW_PX)
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, extent.widthPx, OVERVIEW_PX)
  for (const segment of scene.segments) {
    const label = scene.tracks[segment.track]?.label
    if (label === undefined || segment.state === 'rejected') continue
    context.globalAlpha = segment.state === 'proposed' ? 0.45 : 1
    context.fillStyle = label.color
    const width = Math.max(1, (segment.last + 1 - segment.first) * perFrame)
    context.fillRect(segment.first * perFrame, 3 + tracks.indexOf(segment.track) * row, width, Math.max(1, row - 0.5))
  }
  context.globalAlpha = 1
  context.fillStyle = palette.accent
  context.fillRect((scene.playhead + 0.5) * perFrame - 0.75, 0, 1.5, OVERVIEW_PX)
  const left = view.startFrame * perFrame
  const width = extent.widthPx * view.framesPerPx * perFrame
  context.strokeStyle = palette.lineStrong
  context.strokeRect(left + 0.5, 0.5, Math.max(2, width - 1), OVERVIEW_PX - 1)
}
