/**
 * What only a desktop can do, behind one interface. In Electron the preload bridge is it (`window.desktop`);
 * in a browser there is none, and the window offers its own file chooser instead.
 */
export interface Desktop {
  /** The system's own chooser; the paths chosen, empty when it was closed. */
  chooseFootage(): Promise<string[]>
  /** The same for one file of network weights; null when it was closed. */
  chooseWeights(): Promise<string | null>
  /** The same for a folder with a data set. */
  chooseFolder(): Promise<string | null>
  /** Shows a file of the library or its footage in the system's file manager. */
  reveal(path: string): Promise<void>
  /** The path of a file that was dropped on the window. */
  pathOf(file: File): string
  /** Calls back when a menu item is chosen; returns the function that stops it. */
  onMenu(listener: (command: MenuCommand) => void): () => void
}

export type MenuCommand =
  'import' | 'undo' | 'redo' | 'library' | 'train' | 'review' | 'reports' | 'results' | 'settings' | 'help'
