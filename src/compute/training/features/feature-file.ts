/**
 * A file of kept features: 8 bytes of name, SHA-256 of the key and the values, the values as float32 in this machine's order
 * of bytes, since the cache stays on the machine. One that was cut off, changed or put under another key is told by its hash.
 */
import { createHash } from 'node:crypto'

const signature = Buffer.from('TLFEATS1', 'latin1')
const headerBytes = signature.length + 32

/** What to write. */
export function encodeFeatures(key: string, values: Float32Array): Uint8Array {
  const body = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return Buffer.concat([signature, hashOf(key, body), body])
}

/** The values under `key`; null where `file` is not what was written. @param length how many there must be */
export function decodeFeatures(key: string, length: number, file: Uint8Array): Float32Array | null {
  if (file.length !== fileBytes(length) || !signature.equals(file.subarray(0, signature.length))) return null
  // A copy, since floats begin at multiples of four.
  const body = Uint8Array.from(file.subarray(headerBytes))
  if (!hashOf(key, body).equals(file.subarray(signature.length, headerBytes))) return null
  return new Float32Array(body.buffer)
}

/** Bytes of a file that holds so many values. */
export function fileBytes(length: number): number {
  return headerBytes + length * Float32Array.BYTES_PER_ELEMENT
}

function hashOf(key: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(key).update(body).digest()
}
