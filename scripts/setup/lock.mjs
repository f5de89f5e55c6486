// One set-up at a time per cache folder. A lock is a folder that appears by rename with its owner already inside, so
// there is never a lock without an owner. The owner touches it while it works; a killed owner's lock is taken over.
//
// What is fetched or built also appears by rename alone, so even two owners could waste work but not harm a file.
import { randomUUID } from 'node:crypto'
import { promises as fs } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const beatMs = 5_000
/** Without a beat for this long the owner is gone, also where its process id can't be looked up (another host). */
const silentMs = 60_000
const retryMs = 200

/** @typedef {{id: string, pid: number, host: string}} Owner */

/**
 * Runs `work` while holding the lock; waits for another living holder first.
 * @template T
 * @param {string} lockFolder
 * @param {() => Promise<T>} work
 * @param {(owner: Owner) => void} [onWait] told once, when another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(lockFolder, work, onWait) {
  const owner = { id: randomUUID(), pid: process.pid, host: os.hostname() }
  await acquire(lockFolder, owner, onWait)
  const beat = setInterval(() => {
    const now = new Date()
    fs.utimes(lockFolder, now, now).catch(() => {}) // Gone only if taken over, and then the work ends by renames.
  }, beatMs)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    if ((await readOwner(lockFolder))?.id === owner.id) await remove(lockFolder)
  }
}

/**
 * @param {string} lockFolder
 * @param {Owner} owner
 * @param {((owner: Owner) => void) | undefined} onWait
 */
async function acquire(lockFolder, owner, onWait) {
  await fs.mkdir(path.dirname(lockFolder), { recursive: true })
  const prepared = `${lockFolder}.${owner.id}`
  await fs.mkdir(prepared)
  await fs.writeFile(path.join(prepared, 'owner.json'), JSON.stringify(owner))
  try {
    let told = false
    while (!(await takes(prepared, lockFolder))) {
      const holder = await readOwner(lockFolder)
      if (holder !== null && (await isGone(lockFolder, holder))) await clear(lockFolder, holder)
      else {
        if (holder !== null && !told) onWait?.(holder)
        told ||= holder !== null
        await pause(retryMs)
      }
    }
  } finally {
    await fs.rm(prepared, { recursive: true, force: true })
  }
}

/**
 * @param {string} prepared
 * @param {string} lockFolder
 */
async function takes(prepared, lockFolder) {
  try {
    await fs.rename(prepared, lockFolder) // Refused where a folder with something in it has that name.
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'EACCES') {
      if ((await readOwner(lockFolder)) === null) await fs.access(path.dirname(lockFolder), fs.constants.W_OK)
      return false
    }
    throw error
  }
}

/**
 * @param {string} lockFolder
 * @returns {Promise<Owner | null>} null when it was given back in this moment
 */
async function readOwner(lockFolder) {
  try {
    return JSON.parse(await fs.readFile(path.join(lockFolder, 'owner.json'), 'utf8'))
  } catch {
    return null
  }
}

/**
 * @param {string} lockFolder
 * @param {Owner} holder
 */
async function isGone(lockFolder, holder) {
  const beaten = await fs.stat(lockFolder).catch(() => null)
  if (beaten === null) return false
  if (Date.now() - beaten.mtimeMs > silentMs) return true
  if (holder.host !== os.hostname()) return false
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/**
 * Moves a dead owner's lock away. Another waiter may have done so and taken the lock between our look and our move:
 * then it is put back.
 * @param {string} lockFolder
 * @param {Owner} dead
 */
async function clear(lockFolder, dead) {
  const aside = `${lockFolder}.${randomUUID()}`
  try {
    await fs.rename(lockFolder, aside)
  } catch {
    return
  }
  if ((await readOwner(aside))?.id === dead.id) await fs.rm(aside, { recursive: true, force: true })
  else await fs.rename(aside, lockFolder).catch(() => fs.rm(aside, { recursive: true, force: true }))
}

/**
 * Renamed first: a folder that is being emptied would look like a lock without an owner.
 * @param {string} lockFolder
 */
async function remove(lockFolder) {
  const aside = `${lockFolder}.${randomUUID()}`
  await fs.rename(lockFolder, aside)
  await fs.rm(aside, { recursive: true, force: true })
}
