/** What the desktop's menu asks for: places are opened here, the rest is done by whichever page is open. */
import type { MenuCommand } from '../../contract/desktop.ts'
import { here } from './place.svelte.ts'

type PageCommand = Extract<MenuCommand, 'import' | 'undo' | 'redo' | 'help'>

class Menu {
  readonly #listeners = new Set<(command: PageCommand) => void>()
  /** An import that was asked for on another page, until the library page takes it. */
  #waiting: PageCommand | null = null

  choose(command: MenuCommand): void {
    switch (command) {
      case 'library':
      case 'settings':
        return here.go({ page: command })
      case 'train':
        return here.go({ page: 'train', runId: null })
      case 'review':
        return here.go({ page: 'review', recordingId: null })
      case 'reports':
        return here.go({ page: 'reports', sessionId: null })
      case 'results':
        return here.go({ page: 'results', resultsId: null, table: null })
      case 'import':
        if (here.place.page === 'library') return this.#tell(command)
        this.#waiting = command
        return here.go({ page: 'library' })
      case 'undo':
      case 'redo':
      case 'help':
        return this.#tell(command)
    }
  }

  /** Calls back for what the open page has to do; returns the function that stops it. */
  onCommand(listener: (command: PageCommand) => void): () => void {
    this.#listeners.add(listener)
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting !== null) listener(waiting)
    return () => this.#listeners.delete(listener)
  }

  #tell(command: PageCommand): void {
    for (const listener of this.#listeners) listener(command)
  }
}

export const menu = new Menu()
