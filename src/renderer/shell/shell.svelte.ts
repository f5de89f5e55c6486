/** What is open over the pages, and the commands that work on all of them. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import { engine, messageOf } from '../engine/client.ts'
import { menu } from '../engine/menu.ts'
import { notices } from '../ui/notices.svelte.ts'
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
    'window.backUp': () => void this.#backUp(),
  }

  async #backUp(): Promise<void> {
    try {
      const { name } = await engine.backups.create({})
      notices.say(`Made the backup ${name}.`)
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }
}

export const shell = new Shell()
