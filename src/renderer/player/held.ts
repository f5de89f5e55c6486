/** A button that goes on while it is held: once at the press, then at every frame of the display. */

/** How long a press is one step and not a hold. */
const HOLD_MS = 300

/** For Svelte's attachments: runs `run` while the element is held down by the pointer. The keyboard clicks as always. */
export function whileHeld(run: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    let frame = 0
    const stop = () => cancelAnimationFrame(frame)
    const start = (event: PointerEvent) => {
      if (event.button !== 0) return
      element.setPointerCapture(event.pointerId)
      const goesOnMs = performance.now() + HOLD_MS
      const again = (nowMs: number) => {
        if (nowMs >= goesOnMs) run()
        frame = requestAnimationFrame(again)
      }
      run()
      stop()
      frame = requestAnimationFrame(again)
    }
    /** A click by the keyboard has no pointer before it. */
    const onClick = (event: MouseEvent) => {
      if (event.detail === 0) run()
    }
    element.addEventListener('pointerdown', start)
    element.addEventListener('lostpointercapture', stop)
    element.addEventListener('click', onClick)
    return () => {
      stop()
      element.removeEventListener('pointerdown', start)
      element.removeEventListener('lostpointercapture', stop)
      element.removeEventListener('click', onClick)
    }
  }
}
