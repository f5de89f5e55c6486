/** The folder of a run that is not done: its checkpoints. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'

/** What the compute process calls the checkpoint that a run goes on from. */
const lastCheckpoint = 'last.safetensors'

/** Whether a run left something to go on from. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(path.join(folder, lastCheckpoint))
}

export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** Lets `work` use the folder, and takes it away where the work fails before it has left a checkpoint. */
export async function keepingCheckpoints<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (caught) {
    if (!hasCheckpoint(folder)) await removeRunFolder(folder)
    throw caught
  }
}
