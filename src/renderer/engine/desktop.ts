import type { Desktop } from '../../contract/desktop.ts'

declare global {
  interface Window {
    /** Put there by the preload bridge in Electron. */
    readonly desktop?: Desktop
  }
}

/** The desktop's affordances, null in a browser. */
export const desktop: Desktop | null = window.desktop ?? null
