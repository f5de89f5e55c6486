/** How much memory there is for a training: what the system says, and what a container allows. */
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

export interface MachineMemory {
  /** Of the machine, or of the container where that has a limit. */
  readonly totalBytes: number
  /** What of it no program uses now. */
  readonly freeBytes: number
}

export function machineMemory(): MachineMemory {
  const limitBytes = process.constrainedMemory()
  const limited = limitBytes > 0 && limitBytes < totalmem()
  const totalBytes = limited ? limitBytes : totalmem()
  // Inside a container the system counts files that it keeps in memory as used, though it gives them up at once.
  const freeBytes = process.availableMemory() + (limited ? cachedFileBytes() : 0)
  return { totalBytes, freeBytes: Math.min(totalBytes, freeBytes) }
}

/** The container's part of the file cache that is given up first (control groups version 2, then 1). */
function cachedFileBytes(): number {
  for (const [file, field] of [
    ['/sys/fs/cgroup/memory.stat', 'inactive_file'],
    ['/sys/fs/cgroup/memory/memory.stat', 'total_inactive_file'],
  ] as const) {
    try {
      const line = new RegExp(`^${field} (\\d+)$`, 'm').exec(readFileSync(file, 'utf8'))
      if (line) return Number(line[1])
    } catch {
      // Another version of control groups, or none.
    }
  }
  return 0
}
