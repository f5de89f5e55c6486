/** What is open over the pages, and the commands that work on all of them. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import { makeBackup } from '../engine/make-backup.ts'
import { menu } from '../engine/menu.ts'
import { theme } from '../ui/theme.svelte.ts'

class Shell {
  paletteShown = $state(false)
  keysShown = $state(false)
  jobsShown = $state(false)

  readonly runs: Readonly<Record<CommandsOf<'window'>, Run>> = {
    'window.palette': () => (this.paletteShown = true),
    'window.keys': () => (this.keysShown = true),
    'window.theme': () => theme.turn(),
    'window.jobs': () => (this.jobsShown = !this.jobsShown),
    'window.import': () => menu.import(),
    'window.backUp': () => void makeBackup(),
  }
}

export const shell = new Shell()
