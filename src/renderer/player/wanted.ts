/** Which frame to decode next, so that the playhead finds its neighbours ready in both directions. */

/** Where the playhead is, which way it moves, and how many frames on either side should lie ready. */
export interface Outlook {
  readonly playhead: number
  /** 1 plays forward, -1 backward, 0 stands. */
  readonly direction: -1 | 0 | 1
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

/**
 * The next frame to decode, null when enough lies ready. The playhead's own frame comes first, then what it moves
 * towards. Backward, frames are fetched by the half window: a decoder only runs forward, so one run must serve many steps.
 */
export function nextWanted(outlook: Outlook, ready: Ready): Wanted | null {
  const { playhead, direction, frames, ahead, behind } = outlook
  const lowest = Math.max(0, playhead - behind)
  if (!ready.has(playhead)) {
    const from = direction === 1 ? playhead : Math.max(ready.keyBefore(playhead), lowest)
    return { index: playhead, from }
  }
  if (direction >= 0) {
    const forward = missingAhead(playhead, Math.min(frames - 1, playhead + ahead), ready)
    if (forward !== null) return { index: forward, from: forward }
  }
  return direction === 1 ? null : missingBehind(playhead, lowest, ready)
}

function missingAhead(playhead: number, last: number, ready: Ready): number | null {
  for (let index = playhead + 1; index <= last; index++) if (!ready.has(index)) return index
  return null
}

function missingBehind(playhead: number, lowest: number, ready: Ready): Wanted | null {
  let reached = playhead
  while (reached > lowest && ready.has(reached - 1)) reached--
  if (reached === lowest || playhead - reached > (playhead - lowest) / 2) return null
  const index = reached - 1
  return { index, from: Math.max(ready.keyBefore(index), lowest) }
}
