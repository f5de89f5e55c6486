/** Which frame to decode next, so that the playhead finds its neighbours ready in both directions. */

/** Where the playhead is, which way it moves, and how many frames on either side should lie ready. */
export interface Outlook {
  readonly playhead: number
  /** 1 plays forward, -1 backward, 0 stands or is stepped. */
  readonly direction: -1 | 0 | 1
  /** Which way the last step went. */
  readonly trend: -1 | 1
  readonly frames: number
  readonly ahead: number
  readonly behind: number
}

/** Decode on to `index`; a fresh start should keep every frame from `from` on. */
export interface Wanted {
  readonly index: number
  readonly from: number
}

export interface Ready {
  has(index: number): boolean
  /** The nearest frame at or before this one from which decoding can start. */
  keyBefore(index: number): number
}

/** Frames on either side that come first where a person steps: whoever jumps looks to the left and right next. */
const NEAR = 6

/**
 * The next frame to decode, null when enough lies ready. The playhead's own frame comes first, then what it moves
 * towards. Backward, frames are fetched by the half window: a decoder only runs forward, so one run must serve many steps.
 */
export function nextWanted(outlook: Outlook, ready: Ready): Wanted | null {
  const { playhead, direction, trend, frames, ahead, behind } = outlook
  const lowest = Math.max(0, playhead - behind)
  const highest = Math.min(frames - 1, playhead + ahead)
  if (!ready.has(playhead)) {
    const from = direction === 1 ? playhead : Math.max(ready.keyBefore(playhead), lowest)
    return { index: playhead, from }
  }
  const forward = (last: number) => missingAhead(playhead, Math.min(last, highest), ready)
  const backward = (first: number, reserve: number) => missingBehind(playhead, { first, lowest, reserve }, ready)
  const half = (playhead - lowest) / 2
  switch (direction) {
    case 1:
      return forward(highest)
    case -1:
      return backward(lowest, half)
    case 0: {
      const near = [() => forward(playhead + NEAR), () => backward(Math.max(lowest, playhead - NEAR), NEAR)]
      const far = [() => forward(highest), () => backward(lowest, half)]
      const inOrder = trend === 1 ? [...near, ...far] : [...near.reverse(), ...far.reverse()]
      for (const look of inOrder) {
        const found = look()
        if (found !== null) return found
      }
      return null
    }
  }
}

function missingAhead(playhead: number, last: number, ready: Ready): Wanted | null {
  for (let index = playhead + 1; index <= last; index++) if (!ready.has(index)) return { index, from: index }
  return null
}

/** The frame before those that lie ready, unless `first` is among them or more than `reserve` are. */
function missingBehind(
  playhead: number,
  { first, lowest, reserve }: { first: number; lowest: number; reserve: number },
  ready: Ready,
): Wanted | null {
  let reached = playhead
  while (reached > first && ready.has(reached - 1)) reached--
  if (reached === first || playhead - reached > reserve) return null
  const index = reached - 1
  return { index, from: Math.max(ready.keyBefore(index), lowest) }
}
