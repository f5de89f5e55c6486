/** The window on the overview: what of it is under the pointer, and the view after it was dragged. */
import { centred, fitted, held, spanning, type Extent, type View } from './geometry.ts'

export type WindowPart = 'start' | 'end' | 'window' | 'outside'

const GRIP_PX = 6

export function windowPart(view: View, extent: Extent, xPx: number): WindowPart {
  const { framesPerPx } = fitted(extent)
  const left = view.startFrame / framesPerPx
  const right = left + (extent.widthPx * view.framesPerPx) / framesPerPx
  // Outside first: of a window that is thinner than its grips the middle can still be held.
  const inside = Math.min(GRIP_PX, Math.max(0, (right - left) / 3))
  if (xPx < left - GRIP_PX || xPx > right + GRIP_PX) return 'outside'
  if (xPx < left + inside) return 'start'
  if (xPx > right - inside) return 'end'
  return 'window'
}

/** The view after a part of the window was dragged by pixels of the overview from where it was. */
export function windowDragged(before: View, extent: Extent, part: WindowPart, fromPx: number, toPx: number): View {
  const { framesPerPx } = fitted(extent)
  const by = (toPx - fromPx) * framesPerPx
  const end = before.startFrame + extent.widthPx * before.framesPerPx
  switch (part) {
    case 'start':
      return endingAt(extent, Math.max(0, before.startFrame + by), end)
    case 'end':
      return spanning(extent, before.startFrame, Math.min(extent.frames, end + by))
    case 'window':
      return held({ ...before, startFrame: before.startFrame + by }, extent)
    case 'outside':
      return centred(before, extent, toPx * framesPerPx)
  }
}

/** Where the view can't become smaller, its end stays. */
function endingAt(extent: Extent, start: number, end: number): View {
  const view = spanning(extent, start, end)
  return held({ ...view, startFrame: end - extent.widthPx * view.framesPerPx }, extent)
}
