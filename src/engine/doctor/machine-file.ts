/** machine.json in the cache folder: what set-up found or fetched. Any part may be absent or spoilt. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '../../media/locate.ts'

const place = z.object({ path: z.string() }).nullish().catch(null)
const machine = z.object({
  chromium: place,
  electron: place,
  tensorflow: z.object({ version: z.string(), build: z.string() }).nullish().catch(null),
})
export type MachineFile = z.output<typeof machine>

/** An empty description where there is no readable file. */
export async function readMachineFile(): Promise<MachineFile> {
  try {
    return machine.parse(JSON.parse(await readFile(path.join(cacheFolder(), 'machine.json'), 'utf8')))
  } catch {
    return {}
  }
}
