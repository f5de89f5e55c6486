/** Pointers and wheels over the timeline's canvases, in their own pixels. */
import type { Timeline } from './timeline.svelte.ts'

export interface Pointer {
  readonly x: number
  readonly y: number
  /** Alt: edges go exactly where the pointer is. */
  readonly exact: boolean
  /** Ctrl, or Cmd on a Mac. */
  readonly toggle: boolean
  /** Shift. */
  readonly extend: boolean
}

type OnElement = PointerEvent & { currentTarget: HTMLElement }

export function pointerIn(event: OnElement): Pointer {
  const box = event.currentTarget.getBoundingClientRect()
  return {
    x: event.clientX - box.left,
    y: event.clientY - box.top,
    exact: event.altKey,
    toggle: event.ctrlKey || event.metaKey,
    extend: event.shiftKey,
  }
}

/** Takes a press of the main button, and every move until it ends, also outside the element. */
export function capture(event: OnElement, run: (pointer: Pointer) => void): void {
  if (event.button !== 0) return
  event.currentTarget.setPointerCapture(event.pointerId)
  run(pointerIn(event))
}

export function isHeld(event: OnElement): boolean {
  return event.currentTarget.hasPointerCapture(event.pointerId)
}

/** Zooms and pans by the wheel. Svelte would listen passively; here the page must not scroll along. */
export function wheeled(element: HTMLElement, timeline: Timeline): () => void {
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    timeline.wheel(event, event.clientX - element.getBoundingClientRect().left)
  }
  element.addEventListener('wheel', onWheel, { passive: false })
  return () => element.removeEventListener('wheel', onWheel)
}
