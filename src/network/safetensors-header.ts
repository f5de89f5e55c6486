/** The header of a safetensors file: the format's rules, enforced before anything is built from what it says. */
import { bytesOfFormat, isNumberFormat, type NumberFormat } from './number-formats.ts'
import { quoted, type Refuse } from './tensor-file.ts'

/** One tensor as the header describes it; bytes count from the end of the header. */
export interface HeaderEntry {
  readonly name: string
  readonly format: NumberFormat
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[]
  readonly metadata: Readonly<Record<string, string>>
}

const limits = {
  /** An entry, its shape and its offsets lie three deep: nothing in the format lies deeper. */
  depth: 3,
  /** Braces, brackets and commas: enough for two hundred thousand tensors, and little memory once parsed. */
  structure: 2_000_000,
  axes: 8,
} as const

/**
 * Parses the bytes between the header's length and the data. Throws what `refuse` makes: not UTF-8, not an object, a key
 * twice, a type that is no float or I64, a shape that does not fit its bytes, data that overlaps, is missing or belongs to
 * no tensor.
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, refuse: Refuse): SafetensorsHeader {
  if (bytes[0] !== openBrace) throw refuse('its header does not begin with {, so it is no safetensors file')
  const text = decodeText(bytes, refuse)
  checkStructure(text, refuse)
  const { __metadata__: metadata, ...described } = parseJson(text, refuse)
  const entries = Object.entries(described).map(([name, value]) => parseEntry(name, value, refuse))
  checkCoverage(entries, dataBytes, refuse)
  return { entries, metadata: parseMetadata(metadata, refuse) }
}

const [openBrace] = new TextEncoder().encode('{')

function decodeText(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw refuse('its header is not UTF-8 text', cause)
  }
}

function parseJson(text: string, refuse: Refuse): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    throw refuse('its header is not JSON', cause)
  }
}

/**
 * Reads the text once without building anything: JSON.parse would keep the last of equal keys in silence, and would build
 * whatever nesting it is given.
 */
function checkStructure(text: string, refuse: Refuse): void {
  const keys: Set<string>[] = []
  let structure = 0
  let lastText = ''
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at, refuse)
        lastText = text.slice(at, end + 1)
        at = end
        break
      }
      case ':': {
        const key = parseString(lastText, refuse)
        const known = keys.at(-1)
        if (known?.has(key)) throw refuse(`it names ${quoted(key)} twice`)
        known?.add(key)
        break
      }
      case '{':
      case '[':
        keys.push(new Set())
        structure++
        if (keys.length > limits.depth) throw refuse('its header is nested deeper than the format knows')
        break
      case '}':
      case ']':
        keys.pop()
        break
      case ',':
        structure++
        break
    }
    if (structure > limits.structure) throw refuse('its header lists more than any network has')
  }
}

function endOfString(text: string, start: number, refuse: Refuse): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  throw refuse('its header is not JSON')
}

function parseString(quotedText: string, refuse: Refuse): string {
  try {
    return String(JSON.parse(quotedText))
  } catch (cause) {
    throw refuse('its header is not JSON', cause)
  }
}

function parseEntry(name: string, value: unknown, refuse: Refuse): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>
  if (!isNumberFormat(dtype)) {
    throw refuse(`${quoted(name)} has the type ${quoted(dtype)}, which is not read (F16, BF16, F32, F64 and I64 are)`)
  }
  if (!isWholeNumbers(shape) || shape.length > limits.axes) throw refuse(`${quoted(name)} has no usable shape`)
  if (!isWholeNumbers(offsets) || offsets.length !== 2) throw refuse(`${quoted(name)} has no data offsets`)
  const [begin, end] = offsets as [number, number]
  const bytes = shape.reduce((product, length) => product * length, bytesOfFormat[dtype])
  if (!Number.isSafeInteger(bytes)) throw refuse(`${quoted(name)} has no usable shape`)
  if (end - begin !== bytes) {
    throw refuse(`${quoted(name)} has ${end - begin} bytes of data where its shape needs ${bytes}`)
  }
  return { name, format: dtype, shape, begin, end }
}

function checkCoverage(entries: readonly HeaderEntry[], dataBytes: number, refuse: Refuse): void {
  let covered = 0
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < covered) throw refuse(`${quoted(entry.name)} overlaps another tensor`)
    if (entry.begin > covered) throw refuse(`there is a hole before ${quoted(entry.name)}`)
    covered = entry.end
  }
  if (covered > dataBytes) throw refuse('it ends inside its data; it may be half downloaded')
  if (covered < dataBytes) throw refuse('there is data that belongs to no tensor')
}

function parseMetadata(metadata: unknown = {}, refuse: Refuse): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw refuse('its metadata is not an object')
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw refuse(`its metadata ${quoted(key)} is not text`)
  }
  return metadata as Record<string, string>
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
