/** Scrubbing on the picture: held and moved sideways, it runs through the film. */
import type { Player } from './player.svelte.ts'

const PX_PER_FRAME = 4

/** For Svelte's attachments. A press that does not move is none. */
export function scrubs(player: Player): (element: HTMLElement) => () => void {
  return (element) => {
    let from: { readonly x: number; readonly frame: number } | null = null
    const start = (event: PointerEvent) => {
      // A press on what lies over the picture, as a drawing, is not meant for the film.
      if (event.button !== 0 || !player.ready || !(event.target instanceof HTMLCanvasElement)) return
      element.setPointerCapture(event.pointerId)
      from = { x: event.clientX, frame: player.frameIndex }
    }
    const move = (event: PointerEvent) => {
      if (from === null) return
      const frame = from.frame + Math.round((event.clientX - from.x) / PX_PER_FRAME)
      if (frame !== player.frameIndex) player.step(frame - player.frameIndex)
    }
    const stop = () => (from = null)
    element.addEventListener('pointerdown', start)
    element.addEventListener('pointermove', move)
    element.addEventListener('lostpointercapture', stop)
    return () => {
      element.removeEventListener('pointerdown', start)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('lostpointercapture', stop)
    }
  }
}
