/** Where frames lie on the timeline. Frame i covers the stretch from i to i + 1, so a segment ends at last + 1. */
import type { FrameRange } from '../../domain/frames.ts'

/** The visible part: the (fractional) frame at the left edge, and how many frames one CSS pixel covers. */
export interface View {
  readonly startFrame: number
  readonly framesPerPx: number
}

/** How much there is to see, and on how many CSS pixels. */
export interface Extent {
  readonly frames: number
  readonly widthPx: number
}

/** A frame is never drawn wider than this, except where the whole recording is shorter. */
const WIDEST_FRAME_PX = 64
/** The playhead turns the page this far before the edge. */
const MARGIN_PX = 24

export function xOf(view: View, frame: number): number {
  return (frame - view.startFrame) / view.framesPerPx
}

/** The fractional frame at a pixel. */
export function frameAt(view: View, xPx: number): number {
  return view.startFrame + xPx * view.framesPerPx
}

/** The frame whose stretch a pixel lies in, held inside the recording. */
export function frameUnder(view: View, xPx: number, frames: number): number {
  return clamp(Math.floor(frameAt(view, xPx)), 0, Math.max(0, frames - 1))
}

/** The whole recording. */
export function fitted({ frames, widthPx }: Extent): View {
  return { startFrame: 0, framesPerPx: Math.max(frames, 1) / Math.max(widthPx, 1) }
}

/** Zooms by a factor (above 1: closer) while what lies under a pixel stays under it. */
export function zoomed(view: View, extent: Extent, factor: number, xPx: number): View {
  const widest = fitted(extent).framesPerPx
  const closest = Math.min(widest, 1 / WIDEST_FRAME_PX)
  const framesPerPx = clamp(view.framesPerPx / factor, closest, widest)
  return held({ startFrame: frameAt(view, xPx) - xPx * framesPerPx, framesPerPx }, extent)
}

/** Moves the view by pixels, positive towards the end. */
export function panned(view: View, extent: Extent, byPx: number): View {
  return held({ ...view, startFrame: view.startFrame + byPx * view.framesPerPx }, extent)
}

/** The view with that stretch of the recording in the middle. */
export function centred(view: View, extent: Extent, frame: number): View {
  return held({ ...view, startFrame: frame - (extent.widthPx / 2) * view.framesPerPx }, extent)
}

/** The view itself while a frame is visible in it, else one that begins or ends shortly before the frame. */
export function revealing(view: View, extent: Extent, frame: number): View {
  const x = xOf(view, frame)
  if (x >= 0 && x <= extent.widthPx - 1) return view
  const at = x < 0 ? extent.widthPx - MARGIN_PX : MARGIN_PX
  return held({ ...view, startFrame: frame - at * view.framesPerPx }, extent)
}

/** A view that shows nothing outside the recording. */
export function held(view: View, extent: Extent): View {
  const framesPerPx = Math.min(view.framesPerPx, fitted(extent).framesPerPx)
  const visible = extent.widthPx * framesPerPx
  return { framesPerPx, startFrame: clamp(view.startFrame, 0, Math.max(0, extent.frames - visible)) }
}

/** A view that begins and ends at two frames; it keeps to what can be zoomed to. */
export function spanning(extent: Extent, fromFrame: number, toFrame: number): View {
  const widest = fitted(extent).framesPerPx
  const closest = Math.min(widest, 1 / WIDEST_FRAME_PX)
  const framesPerPx = clamp((toFrame - fromFrame) / Math.max(1, extent.widthPx), closest, widest)
  return held({ startFrame: fromFrame, framesPerPx }, extent)
}

export type SegmentPart = 'first' | 'last' | 'body'

/** A range after one of its edges was dragged to a border between frames. It keeps one frame at least. */
export function trimmed(range: FrameRange, edge: 'first' | 'last', border: number, frames: number): FrameRange {
  return edge === 'first'
    ? { first: clamp(Math.round(border), 0, range.last), last: range.last }
    : { first: range.first, last: clamp(Math.round(border) - 1, range.first, frames - 1) }
}

/** By how many whole frames everything in a range can be moved so that all of it stays in the recording. */
export function movedBy(range: FrameRange, frames: number, by: number): number {
  return clamp(Math.round(by), -range.first, frames - 1 - range.last)
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
