/** Leaves the field that has the focus, so that what was typed is saved where it belongs before that goes out of sight. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
