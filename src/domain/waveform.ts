/**
 * Peaks of a recording's sound, as they lie in a file and are read from it in parts. Peak i of the finest level is the least
 * and the greatest sample from i / 100 to (i + 1) / 100 seconds after the recording's first frame; each coarser level
 * takes four of the finer one together, so that a recording of hours is drawn from a few thousand.
 *
 * The file: 'TLPK', uint16 version 1, uint16 peaks per second, uint16 factor between levels, uint16 levels, uint32 peaks of
 * the finest level; then the levels from fine to coarse, each peak two int16: least, greatest. All little-endian.
 */
export const peaksPerSec = 100
const levelFactor = 4
const levelCount = 6
export const headerBytes = 16
export const peakBytes = 4

const magic = 0x4b504c54

export interface WaveformLevel {
  readonly peaks: number
  readonly peaksPerSec: number
  /** Where its first peak stands in the file. */
  readonly offset: number
}

/** The levels of a file with so many peaks in the finest, from fine to coarse. */
export function waveformLevels(peaks: number): WaveformLevel[] {
  const levels: WaveformLevel[] = []
  let offset = headerBytes
  for (let level = 0; level < levelCount; level++) {
    const count = Math.ceil(peaks / levelFactor ** level)
    levels.push({ peaks: count, peaksPerSec: peaksPerSec / levelFactor ** level, offset })
    offset += count * peakBytes
  }
  return levels
}

/** A whole file. @param finest least and greatest of every peak, one after another */
export function packWaveform(finest: Int16Array): Uint8Array<ArrayBuffer> {
  const peaks = finest.length / 2
  const levels = waveformLevels(peaks)
  const last = levels.at(-1)!
  const bytes = new Uint8Array(last.offset + last.peaks * peakBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  for (const [i, value] of [1, peaksPerSec, levelFactor, levelCount].entries()) view.setUint16(4 + 2 * i, value, true)
  view.setUint32(12, peaks, true)
  let values = finest
  for (const { offset } of levels) {
    values.forEach((value, i) => view.setInt16(offset + 2 * i, value, true))
    values = coarser(values)
  }
  return bytes
}

/** Number of peaks of the finest level; null where the bytes are no such file. */
export function readWaveformHeader(bytes: Uint8Array): number | null {
  if (bytes.length < headerBytes) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const known = [1, peaksPerSec, levelFactor, levelCount].every((value, i) => view.getUint16(4 + 2 * i, true) === value)
  return known && view.getUint32(0, true) === magic ? view.getUint32(12, true) : null
}

/** The finest level that has at most one peak for so many seconds; the coarsest where all have more. */
export function levelFor(levels: readonly WaveformLevel[], secsPerColumn: number): number {
  const found = levels.findIndex((level) => 1 / level.peaksPerSec >= secsPerColumn / levelFactor)
  return found === -1 ? levels.length - 1 : found
}

function coarser(values: Int16Array): Int16Array {
  const peaks = Math.ceil(values.length / 2 / levelFactor)
  const taken = new Int16Array(peaks * 2)
  for (let peak = 0; peak < peaks; peak++) {
    const part = values.subarray(peak * levelFactor * 2, (peak + 1) * levelFactor * 2)
    taken[peak * 2] = Math.min(...part)
    taken[peak * 2 + 1] = Math.max(...part)
  }
  return taken
}
