/** Leaves the field that has the focus, so that what was typed is saved where it belongs before that goes out of sight. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

/**
 * For Svelte's attachments, of a list to choose from: after a choice by mouse the keys are the film's again. With the focus still
 * in the list, the key of the next label would be taken as a letter to find an entry by. Who came by keyboard stays.
 */
export function leftWhenChosen(field: HTMLSelectElement): void {
  let byMouse = false
  field.addEventListener('pointerdown', () => (byMouse = true))
  field.addEventListener('keydown', () => (byMouse = false))
  field.addEventListener('change', () => {
    if (byMouse) field.blur()
  })
}
