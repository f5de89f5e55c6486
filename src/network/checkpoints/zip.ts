/** The part of the ZIP format that PyTorch writes: records stored one after the other, none of them compressed. */
import { quoted, type Refuse } from '../tensor-file.ts'

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50 }
const lengths = { local: 30, central: 46, end: 22, end64: 56, locator: 20 }
const largestCommentBytes = 0xffff
/** Far more than a network has tensors. */
const mostRecords = 200_000

interface Directory {
  readonly records: number
  readonly start: number
  readonly end: number
}

interface Place {
  readonly name: string
  readonly start: number
  readonly end: number
}

/**
 * The records of a ZIP archive held in memory, by name, as views of `file`. Throws what `refuse` makes: no archive, cut off,
 * in parts, compressed or encrypted records, a name twice, records that overlap or lie outside. Checksums are not compared:
 * PyTorch doesn't either, and may be told not to write them.
 */
export function readZip(file: Uint8Array, refuse: Refuse): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const directory = findDirectory(view, refuse)
  const places = readDirectory(view, directory, refuse)
  checkApart(places, directory, refuse)
  return new Map(places.map(({ name, start, end }) => [name, file.subarray(start, end)]))
}

function findDirectory(view: DataView, refuse: Refuse): Directory {
  const at = endRecord(view)
  if (at === null) throw refuse('its table of contents is missing; it may be half downloaded')
  const disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)]
  const [here, total] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
  let [bytes, start, records] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true), total]
  let end = at
  if (here === 0xffff || bytes === 0xffffffff || start === 0xffffffff) {
    const end64 = endRecord64(view, at, refuse)
    ;[records, bytes, start] = [32, 40, 48].map((field) => wholeNumber(view, end64 + field, refuse)) as [
      number,
      number,
      number,
    ]
    end = end64
  } else if (disks.some((disk) => disk !== 0) || here !== total) throw refuse('it is one part of a larger archive')
  if (start + bytes > end) throw refuse('its table of contents lies outside the file')
  if (records > mostRecords || records * lengths.central > bytes) throw refuse('its table of contents is damaged')
  return { records, start, end: start + bytes }
}

/** Where the archive's last record begins: the one whose comment ends with the file. */
function endRecord(view: DataView): number | null {
  const earliest = Math.max(0, view.byteLength - lengths.end - largestCommentBytes)
  for (let at = view.byteLength - lengths.end; at >= earliest; at--) {
    if (view.getUint32(at, true) !== signatures.end) continue
    if (at + lengths.end + view.getUint16(at + 20, true) === view.byteLength) return at
  }
  return null
}

function endRecord64(view: DataView, end: number, refuse: Refuse): number {
  const locator = end - lengths.locator
  const damaged = refuse('its table of contents is damaged')
  if (locator < 0 || view.getUint32(locator, true) !== signatures.locator) throw damaged
  const at = wholeNumber(view, locator + 8, refuse)
  if (at + lengths.end64 > locator || view.getUint32(at, true) !== signatures.end64) throw damaged
  return at
}

function readDirectory(view: DataView, directory: Directory, refuse: Refuse): Place[] {
  const places = new Map<string, Place>()
  let at = directory.start
  for (let index = 0; index < directory.records; index++) {
    if (at + lengths.central > directory.end || view.getUint32(at, true) !== signatures.central) {
      throw refuse('its table of contents is damaged')
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ]
    const next = at + lengths.central + nameBytes + extraBytes + commentBytes
    if (next > directory.end) throw refuse('its table of contents is damaged')
    const place = readEntry(view, at, directory.start, refuse)
    if (places.has(place.name)) throw refuse(`it has the record ${quoted(place.name)} twice`)
    places.set(place.name, place)
    at = next
  }
  return [...places.values()]
}

function readEntry(view: DataView, at: number, dataEnd: number, refuse: Refuse): Place {
  const nameBytes = view.getUint16(at + 28, true)
  const name = textAt(view, at + lengths.central, nameBytes, refuse)
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
  if (flags & 1) throw refuse(`its record ${quoted(name)} is encrypted`)
  if (method !== 0) throw refuse(`its record ${quoted(name)} is compressed, which PyTorch does not do`)
  const [stored, size, header] = sizesOf(view, at, refuse)
  if (stored !== size) throw refuse(`its record ${quoted(name)} is compressed, which PyTorch does not do`)
  if (header + lengths.local > dataEnd || view.getUint32(header, true) !== signatures.local) {
    throw refuse(`its record ${quoted(name)} lies outside the file`)
  }
  // The record's own header may name and pad it differently; its padding is what aligns PyTorch's data.
  const start = header + lengths.local + view.getUint16(header + 26, true) + view.getUint16(header + 28, true)
  if (start + size > dataEnd) throw refuse(`its record ${quoted(name)} lies outside the file`)
  return { name, start, end: start + size }
}

/** Stored bytes, bytes, and where the record's header lies; from the 64-bit extra field where 32 bits are not enough. */
function sizesOf(view: DataView, at: number, refuse: Refuse): [stored: number, size: number, header: number] {
  const plain = { size: view.getUint32(at + 24, true), stored: view.getUint32(at + 20, true) }
  const header = view.getUint32(at + 42, true)
  const values = [plain.size, plain.stored, header]
  if (!values.includes(0xffffffff)) return [plain.stored, plain.size, header]
  const end = at + lengths.central + view.getUint16(at + 28, true) + view.getUint16(at + 30, true)
  let field = at + lengths.central + view.getUint16(at + 28, true)
  while (field + 4 <= end && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true)
  const fieldEnd = Math.min(end, field + 4 <= end ? field + 4 + view.getUint16(field + 2, true) : 0)
  let next = field + 4
  const [size, stored, place] = values.map((value) => {
    if (value !== 0xffffffff) return value
    if (next + 8 > fieldEnd) throw refuse('its table of contents is damaged')
    next += 8
    return wholeNumber(view, next - 8, refuse)
  }) as [number, number, number]
  return [stored, size, place]
}

/** Records that share bytes would let a small file unfold into a large one. */
function checkApart(places: readonly Place[], directory: Directory, refuse: Refuse): void {
  let covered = 0
  for (const { name, start, end } of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < covered) throw refuse(`its record ${quoted(name)} overlaps another`)
    covered = end
  }
  if (covered > directory.start) throw refuse('its table of contents is damaged')
}

function wholeNumber(view: DataView, at: number, refuse: Refuse): number {
  const value = view.getBigUint64(at, true)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refuse('its table of contents is damaged')
  return Number(value)
}

function textAt(view: DataView, at: number, bytes: number, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(view.buffer, view.byteOffset + at, bytes))
  } catch (cause) {
    throw refuse('its table of contents is damaged', cause)
  }
}
