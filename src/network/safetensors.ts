import { decodeNumbers, littleEndianBytes } from './number-formats.ts'
import { parseHeader } from './safetensors-header.ts'
import { refuser, type TensorFile } from './tensor-file.ts'

/** The format's own limit. */
const largestHeaderBytes = 100_000_000
const lengthBytes = 8

/**
 * Reads a safetensors file held in memory. Throws Problem MODEL_UNUSABLE where it breaks the format's rules (header of at
 * most 100 MB, no name twice, offsets that cover the data without holes or overlaps) or holds a type that is not a
 * float or I64. `fileName` is for the message.
 */
export function readSafetensors(file: Uint8Array, fileName: string): TensorFile {
  const refuse = refuser(fileName)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.byteLength < lengthBytes) throw refuse('it is shorter than its own header')
  const headerBytes = view.getBigUint64(0, true)
  if (headerBytes > BigInt(largestHeaderBytes)) throw refuse('its header is larger than 100 MB')
  const dataStart = lengthBytes + Number(headerBytes)
  if (dataStart > file.byteLength) throw refuse('it ends inside its header')

  const data = file.subarray(dataStart)
  const { entries, metadata } = parseHeader(file.subarray(lengthBytes, dataStart), data.byteLength, refuse)
  const tensors = entries.map(({ name, format, shape, begin, end }) => {
    const count = shape.reduce((product, length) => product * length, 1)
    return [name, { shape, values: decodeNumbers(data.subarray(begin, end), format, count) }] as const
  })
  return { tensors: new Map(tensors), metadata }
}

/** A safetensors file: float32 and I64 tensors in the map's order, the data aligned to 8 bytes as the format asks. */
export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  // Eight-byte elements first keeps every tensor aligned without gaps, which the format does not allow.
  const ordered = [...tensors].sort(([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT)
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata
  let offset = 0
  for (const [name, { shape, values }] of ordered) {
    const end = offset + values.byteLength
    header[name] = { dtype: values instanceof Float32Array ? 'F32' : 'I64', shape, data_offsets: [offset, end] }
    offset = end
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const headerBytes = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(lengthBytes + headerBytes + offset)
  const view = new DataView(file.buffer)
  view.setBigUint64(0, BigInt(headerBytes), true)
  file.fill(0x20, lengthBytes, lengthBytes + headerBytes).set(text, lengthBytes)
  let start = lengthBytes + headerBytes
  for (const [, { values }] of ordered) {
    file.set(littleEndianBytes(values), start)
    start += values.byteLength
  }
  return file
}
