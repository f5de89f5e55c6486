/**
 * Makes timestamps strictly increasing with as few changes as possible. A missing timestamp, or one that does not come
 * after its predecessor, is put between its neighbours. Where the clock itself jumps back (films joined end to end),
 * everything after the jump is moved on, so that distances between frames stay as they were.
 * @param raw timestamps in decoding output order, in time base units; null where missing
 * @param nominalGap distance of two frames by the header, for recordings without any usable timestamps
 * @returns integers, strictly increasing, and how many frames got another timestamp than they had
 */
export function repairTimestamps(raw: readonly (number | null)[], nominalGap = 1): { pts: number[]; repaired: number } {
  const gap = typicalGap(raw) ?? Math.max(1, Math.round(nominalGap))
  const pts = new Array<number>(raw.length)
  let shift = 0
  let last = firstTimestamp(raw, gap) - gap
  let repaired = 0
  for (let i = 0; i < raw.length; i++) {
    const own = raw[i]!
    let value = own === null ? null : own + shift
    if (value === null || value <= last) {
      const next = nextTimestamp(raw, i)
      if (value !== null && next !== null && next + shift <= last) {
        shift += last + gap - value
        value = last + gap
      } else {
        // Half way to the next frame when that is closer than a typical step.
        const room = next === null || next + shift <= last ? Infinity : next + shift - last
        value = last + Math.max(1, Math.min(gap, Math.floor(room / 2)))
      }
    }
    if (value !== own) repaired++
    pts[i] = value
    last = value
  }
  return { pts, repaired }
}

/** Median distance of neighbours that do increase; undefined where none do. */
function typicalGap(raw: readonly (number | null)[]): number | undefined {
  const gaps: number[] = []
  for (let i = 1; i < raw.length && gaps.length < 10_000; i++) {
    const before = raw[i - 1]!
    const here = raw[i]!
    if (before !== null && here !== null && here > before) gaps.push(here - before)
  }
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)]
}

/** Where frame 0 would stand, counted back from the first frame that has a timestamp. */
function firstTimestamp(raw: readonly (number | null)[], gap: number): number {
  const index = raw.findIndex((value) => value !== null)
  return index < 0 ? 0 : raw[index]! - index * gap
}

/** The next timestamp after frame `index`, looking a few frames ahead. */
function nextTimestamp(raw: readonly (number | null)[], index: number): number | null {
  for (let i = index + 1; i < Math.min(index + 32, raw.length); i++) {
    if (raw[i] !== null) return raw[i]!
  }
  return null
}
