/** A press with the mouse leaves the focus where it was, so that keys go on working. For `onmousedown`. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault()
}
