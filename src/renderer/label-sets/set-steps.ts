/** Steps of the history of all label sets, back and on. */
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { here } from '../engine/place.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'

/** Takes a step, shows the set that it changed, and says what it was. */
export async function takeStep(way: 'undo' | 'redo', shownId: string | null): Promise<void> {
  try {
    const step = await (way === 'undo' ? engine.labelSets.undo({}) : engine.labelSets.redo({}))
    if (step === null) return notices.say(way === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.')
    await library.load()
    const changed = step.labelSetIds.filter((id) => library.labelSet(id) !== null)
    const seen = shownId !== null && changed.includes(shownId)
    if (!seen) here.go({ page: 'label-sets', labelSetId: changed[0] ?? null })
    notices.say(`${way === 'undo' ? 'Undone' : 'Redone'}: ${step.description}`)
  } catch (caught) {
    notices.problem(messageOf(caught))
  }
}
