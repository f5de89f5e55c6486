import { Problem } from '../domain/problem.ts'

/** A tensor of a weights file, row-major: floats as float32 whatever the file held them in, I64 as bigints. */
export type FileTensor =
  | { readonly shape: readonly number[]; readonly values: Float32Array }
  | { readonly shape: readonly number[]; readonly values: BigInt64Array }

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, FileTensor>
  /** Free text pairs that the format keeps under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>
}

const elementBytes = { F16: 2, BF16: 2, F32: 4, F64: 8, I64: 8 } as const
type Dtype = keyof typeof elementBytes

/** The format's own limit. */
const largestHeaderBytes = 100_000_000
const lengthBytes = 8

interface Entry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * Reads a safetensors file held in memory. Throws Problem MODEL_UNUSABLE where it breaks the format's rules (header of at
 * most 100 MB, no name twice, offsets that cover the data without holes or overlaps) or holds a type that is not a
 * float or I64. `fileName` is for the message.
 */
export function readSafetensors(file: Uint8Array, fileName: string): TensorFile {
  const refuse = (reason: string, cause?: unknown): Problem =>
    new Problem('MODEL_UNUSABLE', `${fileName} is not a usable weights file: ${reason}. Choose another file.`, {
      cause,
    })
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.byteLength < lengthBytes) throw refuse('it is shorter than its own header')
  const headerBytes = view.getBigUint64(0, true)
  if (headerBytes > BigInt(largestHeaderBytes)) throw refuse('its header is larger than 100 MB')
  const dataStart = lengthBytes + Number(headerBytes)
  if (dataStart > file.byteLength) throw refuse('it ends inside its header')

  const header = parseHeader(file.subarray(lengthBytes, dataStart), refuse)
  const { __metadata__: metadata = {}, ...described } = header
  const entries = Object.entries(described).map(([name, value]) => parseEntry(name, value, refuse))
  checkCoverage(entries, file.byteLength - dataStart, refuse)
  return {
    tensors: new Map(entries.map((entry) => [entry.name, decode(entry, view, dataStart)])),
    metadata: parseMetadata(metadata, refuse),
  }
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
    // Written through the view so that the file is little-endian on any machine.
    values.forEach((value: number | bigint, index: number) => {
      if (typeof value === 'bigint') view.setBigInt64(start + index * 8, value, true)
      else view.setFloat32(start + index * 4, value, true)
    })
    start += values.byteLength
  }
  return file
}

type Refuse = (reason: string, cause?: unknown) => Problem

function parseHeader(bytes: Uint8Array, refuse: Refuse): Record<string, unknown> {
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text)
  } catch (cause) {
    throw refuse('its header is not JSON', cause)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw refuse('its header is not an object')
  const twice = repeatedKey(text)
  if (twice !== undefined) throw refuse(`it names ${twice} twice`)
  return header as Record<string, unknown>
}

/** JSON.parse keeps the last of equal keys in silence; this finds the first that is there twice at the top level. */
function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>()
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1)) as string
      if (seen.has(key)) return key
      seen.add(key)
    }
  }
  return undefined
}

function parseEntry(name: string, value: unknown, refuse: Refuse): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !Object.hasOwn(elementBytes, dtype)) {
    throw refuse(`${name} has the type ${JSON.stringify(dtype)}, which is not read`)
  }
  if (!isWholeNumbers(shape)) throw refuse(`${name} has no shape`)
  if (!isWholeNumbers(offsets) || offsets.length !== 2) throw refuse(`${name} has no data offsets`)
  const [begin, end] = offsets as [number, number]
  const bytes = shape.reduce((product, length) => product * length, elementBytes[dtype as Dtype])
  if (end - begin !== bytes) throw refuse(`${name} has ${end - begin} bytes of data where its shape needs ${bytes}`)
  return { name, dtype: dtype as Dtype, shape, begin, end }
}

function checkCoverage(entries: readonly Entry[], dataBytes: number, refuse: Refuse): void {
  let covered = 0
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < covered) throw refuse(`${entry.name} overlaps another tensor`)
    if (entry.begin > covered) throw refuse(`there is a hole before ${entry.name}`)
    covered = entry.end
  }
  if (covered > dataBytes) throw refuse('it ends inside its data; it may be half downloaded')
  if (covered < dataBytes) throw refuse('there is data that belongs to no tensor')
}

function parseMetadata(metadata: unknown, refuse: Refuse): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null) throw refuse('its metadata is not an object')
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw refuse(`its metadata ${key} is not text`)
  }
  return metadata as Record<string, string>
}

function decode({ dtype, shape, begin, end }: Entry, view: DataView, dataStart: number): FileTensor {
  const size = elementBytes[dtype]
  const length = (end - begin) / size
  const start = dataStart + begin
  if (dtype === 'I64') {
    const values = new BigInt64Array(length)
    for (let index = 0; index < length; index++) values[index] = view.getBigInt64(start + index * size, true)
    return { shape, values }
  }
  const values = new Float32Array(length)
  const read = floatReaders[dtype]
  for (let index = 0; index < length; index++) values[index] = read(view, start + index * size)
  return { shape, values }
}

const scratch = new DataView(new ArrayBuffer(4))

const floatReaders: Record<Exclude<Dtype, 'I64'>, (view: DataView, at: number) => number> = {
  F16: (view, at) => halfToNumber(view.getUint16(at, true)),
  BF16: (view, at) => {
    scratch.setUint32(0, view.getUint16(at, true) << 16)
    return scratch.getFloat32(0)
  },
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
}

/** IEEE 754 half: sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
