/**
 * What a network learns as “nothing”: windows of footage that a person looked through and in which no segment lies. Without
 * them it has to call every rest one of the actions that it knows.
 */
import { rangeLength, type FrameRange } from './frames.ts'
import { sameLabelName } from './labels.ts'

/** Shorter windows would show too little to be told from the start of an action. */
const shortestRestFrames = 16

/**
 * Windows of a recording that lie wholly in a reviewed range and share no frame with a segment, spread evenly over each stretch
 * and side by side at most. A stretch that is shorter than a window is one by itself, where it shows enough.
 * @param busy segments of any label, whether anybody decided on them or not
 * @param lengthFrames of a window: as long as segments usually are, so that length says little about the label
 */
export function restWindows(
  reviewed: readonly FrameRange[],
  busy: readonly FrameRange[],
  lengthFrames: number,
): FrameRange[] {
  return freeStretches(reviewed, busy).flatMap((stretch) => {
    const frames = rangeLength(stretch)
    if (frames < lengthFrames) return frames < shortestRestFrames ? [] : [stretch]
    const count = Math.floor(frames / lengthFrames)
    return Array.from({ length: count }, (_, i) => {
      const first = stretch.first + Math.floor(((i + 0.5) * frames) / count - lengthFrames / 2)
      return { first, last: first + lengthFrames - 1 }
    })
  })
}

/** The frames of ranges that no busy one has, as stretches in order. */
function freeStretches(ranges: readonly FrameRange[], busy: readonly FrameRange[]): FrameRange[] {
  const inOrder = busy.toSorted((a, b) => a.first - b.first)
  return ranges
    .toSorted((a, b) => a.first - b.first)
    .flatMap((range) => {
      const free: FrameRange[] = []
      let next = range.first
      for (const { first, last } of inOrder) {
        if (last < next || first > range.last) continue
        if (first > next) free.push({ first: next, last: first - 1 })
        next = last + 1
      }
      if (next <= range.last) free.push({ first: next, last: range.last })
      return free
    })
}

/** At most so many, taken evenly from the first to the last. */
export function thinned<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / most)]!)
}

/** The middle one in order of length, the longer of two; not under what shows enough. */
export function usualLength(ranges: readonly FrameRange[]): number {
  const lengths = ranges.map(rangeLength).sort((a, b) => a - b)
  return Math.max(shortestRestFrames, lengths[Math.floor(lengths.length / 2)] ?? 0)
}

/** What the class is called: a name that no label has. */
export function backgroundName(labels: readonly string[]): string {
  let name = 'nothing'
  while (labels.some((label) => sameLabelName(label, name))) name = `${name} here`
  return name
}
