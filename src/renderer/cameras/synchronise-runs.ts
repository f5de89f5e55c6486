/** What the commands do on the page where recordings are synchronised. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import { playRuns } from '../player/play-runs.ts'
import type { Synchronising } from './synchronising.svelte.ts'

export function synchroniseRuns(work: Synchronising): Readonly<Record<CommandsOf<'synchronise'>, Run>> {
  return {
    ...playRuns(() => work.activePlayer),
    'edit.undo': () => void work.step('back'),
    'edit.redo': () => void work.step('on'),
    'camera.other': () => (work.active = work.active === 'reference' ? 'camera' : 'reference'),
    'camera.link': () => work.link(!work.linked),
    'camera.mark': () => void work.mark('only'),
    'camera.markSecond': () => void work.mark('second'),
    'camera.sound': () => work.listen(),
  }
}
