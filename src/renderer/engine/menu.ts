/** What the desktop's menu asks for: places are opened here, the rest is done by whichever page is open. */
import type { MenuCommand } from '../../contract/desktop.ts'
import { commands } from '../commands/registry.svelte.ts'
import { here } from './place.svelte.ts'

class Menu {
  readonly #importers = new Set<() => void>()
  /** An import that was asked for on another page, until the library page takes it. */
  #waiting = false

  choose(command: MenuCommand): void {
    switch (command) {
      case 'library':
        return here.go({ page: 'library' })
      case 'settings':
        return here.go({ page: 'settings', section: 'general' })
      case 'train':
        return here.go({ page: 'train', runId: null })
      case 'review':
        return here.go({ page: 'review', recordingId: null })
      case 'reports':
        return here.go({ page: 'reports', sessionId: null })
      case 'results':
        return here.go({ page: 'results', resultsId: null, table: null })
      case 'import':
        return this.import()
      case 'undo':
        return commands.run('edit.undo')
      case 'redo':
        return commands.run('edit.redo')
      case 'help':
        return commands.run('window.keys')
    }
  }

  /** Opens the import, on the library page. */
  import(): void {
    this.#waiting = this.#importers.size === 0
    for (const importer of this.#importers) importer()
    if (this.#waiting) here.go({ page: 'library' })
  }

  /** Calls back when an import is asked for; returns the function that stops it. */
  onImport(importer: () => void): () => void {
    this.#importers.add(importer)
    if (this.#waiting) importer()
    this.#waiting = false
    return () => this.#importers.delete(importer)
  }
}

export const menu = new Menu()
