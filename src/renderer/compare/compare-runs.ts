/** What the commands do on the Compare page. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import { playRuns } from '../player/play-runs.ts'
import type { Comparison } from './comparison.svelte.ts'

export function compareRuns(comparison: Comparison): Readonly<Record<CommandsOf<'compare'>, Run>> {
  return {
    ...playRuns(() => comparison.activePlayer),
    'camera.other': () => (comparison.active = comparison.active === 'left' ? 'right' : 'left'),
    'camera.link': () => comparison.link(!comparison.linked),
    'camera.mark': () => comparison.alignHere(),
    'camera.overlay': () => (comparison.overlaid = !comparison.overlaid),
    'camera.swap': () => comparison.swap(),
  }
}
