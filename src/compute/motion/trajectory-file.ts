/**
 * A file of kept trajectories: 8 bytes of name, SHA-256 of all that follows with the key before it, how many frames were
 * looked at, whether the clip is damaged, how many trajectories there are; then blocks, each with its length in bytes before
 * it, as `packedViews` reads them. Numbers are 32 bits in this machine's order of bytes, since the cache stays on the machine.
 */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { bytesPerTrajectory } from '../../motion/index.ts'
import type { Followed } from './trajectory-threads.ts'

const signature = Buffer.from('TLTRAJS1', 'latin1')
const hashStart = signature.length
const factsStart = hashStart + 32
const headerBytes = factsStart + 12

export interface KeptFacts extends Followed {
  /** Trajectories. */
  readonly count: number
}

/** Writes blocks as they come, and what is known at the end. Nothing of it counts before `finish`. */
export interface TrajectoryWriter {
  append(bytes: Uint8Array): Promise<void>
  finish(followed: Followed): Promise<KeptFacts>
  close(): Promise<void>
}

/** @param length steps of a trajectory */
export async function openTrajectoryFile(file: string, key: string, length: number): Promise<TrajectoryWriter> {
  const handle = await open(file, 'w')
  // What is hashed first is known last, so the facts go in at the end.
  const body = createHash('sha256')
  let at = headerBytes
  let count = 0
  return {
    async append(bytes) {
      const size = new Uint8Array(Uint32Array.of(bytes.byteLength).buffer)
      body.update(size).update(bytes)
      await handle.write(size, 0, size.length, at)
      await handle.write(bytes, 0, bytes.length, at + size.length)
      at += size.length + bytes.length
      count += bytes.length / bytesPerTrajectory(length)
    },
    async finish(followed) {
      const { lengthFrames, isDamaged } = followed
      const facts = new Uint8Array(Uint32Array.of(lengthFrames, isDamaged ? 1 : 0, count).buffer)
      const hash = hashOf(key, body.digest(), facts)
      await handle.write(Buffer.concat([signature, hash, facts]), 0, headerBytes, 0)
      return { ...followed, count }
    },
    close: () => handle.close(),
  }
}

/** The facts of a whole file under its key; null where it is not what was written. Reads all of it. */
export async function checkTrajectoryFile(file: string, key: string): Promise<KeptFacts | null> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return null
  try {
    const header = await readFully(handle, 0, headerBytes)
    if (header === null || !signature.equals(header.subarray(0, hashStart))) return null
    const body = createHash('sha256')
    for await (const chunk of handle.createReadStream({ start: headerBytes, autoClose: false })) body.update(chunk)
    const facts = header.subarray(factsStart)
    if (!hashOf(key, body.digest(), facts).equals(header.subarray(hashStart, factsStart))) return null
    const [lengthFrames, damaged, count] = numbers(facts) as [number, number, number]
    return { lengthFrames, isDamaged: damaged !== 0, count }
  } finally {
    await handle.close()
  }
}

/** The blocks of a file that was found whole. @throws Error where it is gone or was changed since */
export async function* readTrajectoryFile(file: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const handle = await open(file, 'r')
  try {
    for (let at = headerBytes; ;) {
      const size = await readFully(handle, at, 4)
      if (size === null) return
      const [bytes] = numbers(size) as [number]
      const block = await readFully(handle, at + 4, bytes)
      if (block === null) throw new Error(`${file} was cut off while it was read`)
      yield block
      at += 4 + bytes
    }
  } finally {
    await handle.close()
  }
}

/** So many bytes from a place; null where the file ends before. */
async function readFully(handle: FileHandle, at: number, bytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const into = new Uint8Array(bytes)
  const { bytesRead } = await handle.read(into, 0, bytes, at)
  return bytesRead === bytes ? into : null
}

function numbers(bytes: Uint8Array): number[] {
  return [...new Uint32Array(Uint8Array.from(bytes).buffer)]
}

function hashOf(key: string, body: Uint8Array, facts: Uint8Array): Buffer {
  return createHash('sha256').update(key).update(facts).update(body).digest()
}
