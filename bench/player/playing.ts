/** Frames that were dropped while a film played: counted from what the canvas came to show, not from what the player says. */
import type { PictureWatch } from '../../test/fixtures/picture-watch.ts'
import type { Hands } from './hands.ts'

export interface Played {
  readonly frames: number
  /** Never drawn, or drawn when the next one was due. */
  readonly dropped: number
}

/** Plays from the start at normal speed. */
export async function playFor(hands: Hands, secs: number, fps: number): Promise<Played> {
  const { page } = hands
  await page.keyboard.press('Home')
  await hands.shows(0)
  await hands.forget()
  await page.keyboard.press('Space')
  await hands.reached(Math.round(secs * fps))
  await page.keyboard.press('k')
  return countDropped((await hands.watch()).shown, fps)
}

function countDropped(shown: PictureWatch['shown'], fps: number): Played {
  const frameMs = 1000 / fps
  const first = shown[0]!.frame
  const last = shown.at(-1)!.frame
  const behindMs = shown.map(({ frame, atMs }) => atMs - frame * frameMs)
  const onTimeMs = Math.min(...behindMs)
  const inTime = new Set(shown.filter((_, i) => behindMs[i]! - onTimeMs < frameMs).map(({ frame }) => frame))
  const frames = last - first + 1
  return { frames, dropped: frames - inTime.size }
}
