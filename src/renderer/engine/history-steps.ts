/** Steps of a session's history. */
import { plural } from '../ui/words.ts'
import { engine } from './client.ts'

/** back and on: one step; to: until this one is the newest that is done, none of them where it is null. */
export type HistoryStep = 'back' | 'on' | { readonly to: number | null }

/** Takes a step; says in words what became of it. */
export async function takeStep(step: HistoryStep, sessionId: string): Promise<string> {
  if (step === 'back') {
    const undone = await engine.history.undo({ sessionId })
    return undone === null ? 'Nothing to undo.' : `Undone: ${undone.description}`
  }
  if (step === 'on') {
    const redone = await engine.history.redo({ sessionId })
    return redone === null ? 'Nothing to redo.' : `Redone: ${redone.description}`
  }
  const { steps } = await engine.history.goTo({ sessionId, editId: step.to })
  return steps === 0 ? 'That is where you are.' : `Went ${plural(steps, 'step')}.`
}
