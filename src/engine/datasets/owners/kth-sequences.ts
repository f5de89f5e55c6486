/**
 * `00sequences.txt` of the KTH set: a foreword, then a line per video, `person01_boxing_d1  frames  1-95, 96-185, …`. Frames
 * are counted from 1, both ends included. Tabs and blanks are mixed, most videos have four ranges and some three, some
 * ranges are out of order or overlap, and one video is marked `*missing*`.
 */
import type { FrameRange } from '../../../domain/protocols.ts'

export interface VideoSequences {
  /** `person01_boxing_d1`, in lower case. */
  readonly video: string
  /** Frame indices, counted from 0, in the order of the list. */
  readonly ranges: readonly FrameRange[]
  /** The owner says that there is no such video. */
  readonly missing: boolean
}

export interface SequenceList {
  readonly videos: readonly VideoSequences[]
  /** Lines that begin like a video's and can't be understood. */
  readonly unclear: readonly string[]
}

const videoLine = /^\s*(person\d+_[a-z]+_d\d)\s+(.*)$/i
const rangeText = /^(\d+)\s*-\s*(\d+)$/

export function parseSequences(lines: readonly string[]): SequenceList {
  const videos: VideoSequences[] = []
  const unclear: string[] = []
  for (const line of lines) {
    const [, name, rest] = videoLine.exec(line) ?? []
    if (name === undefined || rest === undefined) continue
    const video = name.toLowerCase()
    const missing = /^\*missing\*\s*$/i.test(rest)
    const ranges = missing ? [] : rangesOf(rest)
    if (ranges === null) unclear.push(line.trim())
    else videos.push({ video, ranges, missing })
  }
  return { videos, unclear }
}

/** Null where a range is no range, or none is there. */
function rangesOf(text: string): FrameRange[] | null {
  const said = text.replace(/^frames\s+/i, '').trim()
  const ranges = said.split(',').map((part) => rangeText.exec(part.trim()))
  if (!ranges.every((range) => range !== null)) return null
  const counted = ranges.map(([, first, last]) => ({ first: Number(first) - 1, last: Number(last) - 1 }))
  return counted.every(({ first, last }) => first >= 0 && last >= first) ? counted : null
}

/** Whether a range begins before the one that the list has before it. */
export function isOutOfOrder(ranges: readonly FrameRange[]): boolean {
  return ranges.some(({ first }, i) => i > 0 && first < ranges[i - 1]!.first)
}

/** Whether two ranges share frames. */
export function overlap(ranges: readonly FrameRange[]): boolean {
  const inOrder = [...ranges].sort((a, b) => a.first - b.first)
  return inOrder.some(({ first }, i) => i > 0 && first <= inOrder[i - 1]!.last)
}
