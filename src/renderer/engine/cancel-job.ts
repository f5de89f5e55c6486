import { notices } from '../ui/notices.svelte.ts'
import { engine, messageOf } from './client.ts'

/** Asks for a job to be cancelled; where that fails, a person is told. */
export async function cancelJob(id: string): Promise<void> {
  try {
    await engine.jobs.cancel({ id })
  } catch (caught) {
    notices.problem(messageOf(caught))
  }
}
