import { notices } from '../ui/notices.svelte.ts'
import { engine, messageOf } from './client.ts'

/** Makes a backup and says its name; where that fails, why. */
export async function makeBackup(): Promise<void> {
  try {
    const { name } = await engine.backups.create({})
    notices.say(`Made the backup ${name}.`)
  } catch (caught) {
    notices.problem(messageOf(caught))
  }
}
