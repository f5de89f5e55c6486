/** Explanations as pictures: frames of the footage, as filmed and with Grad-CAM over them. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { encode } from 'fast-png'
import type { Explanation, Footage, Preprocessing } from '../../contract/learning.ts'
import { shrunkTo } from '../../media/display-size.ts'
import { readFrames } from '../../media/frames.ts'
import { makeFolder } from '../../media/make-folder.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { HeatGrid, Picture } from './overlay.ts'
import { renderOverlay } from './overlay.ts'

export interface ExplainedClip {
  readonly explanation: Explanation
  readonly footage: Footage
  /** What the explanation covers of a frame. */
  readonly part: Pick<Preprocessing, 'size' | 'resize'>
  /** Size on screen: upright and with square pixels. */
  readonly displayWidth: number
  readonly displayHeight: number
}

export interface ExplainedFrame {
  readonly frameIndex: number
  /** How strongly this frame spoke beside the strongest of the clip, 0 to 1. */
  readonly weight: number
  readonly original: Picture
  readonly overlay: Picture
}

/**
 * Frames of an explained clip with their overlays, in order of time; a frame that the clip repeats comes once.
 * @param options.longestSide in pixels; larger footage is scaled down, its shape kept
 * @param options.places which frames of the explanation, by their place in it; all where not said
 * @throws Problem as readFrames
 */
export async function* explainedFrames(
  clip: ExplainedClip,
  options: {
    readonly longestSide: number
    readonly places?: readonly number[]
    readonly signal?: AbortSignal | undefined
  },
): AsyncGenerator<ExplainedFrame, void, void> {
  const grids = gridsByFrame(clip, options.places)
  const indices = [...grids.keys()].sort((a, b) => a - b)
  const first = indices[0]
  const last = indices.at(-1)
  if (first === undefined || last === undefined) return
  const { width, height } = shrunkTo({ width: clip.displayWidth, height: clip.displayHeight }, options.longestSide)
  let frameIndex = first
  const { signal } = options
  for await (const rgb of readFrames({
    ...clip.footage,
    ...{ first, last, width, height, fit: 'stretch' },
    ...(signal === undefined ? {} : { signal }),
  })) {
    const grid = grids.get(frameIndex)
    const original = { width, height, rgb }
    if (grid !== undefined) yield { frameIndex, weight: grid.weight, original, overlay: renderOverlay(original, grid) }
    frameIndex++
  }
}

/**
 * Writes two PNGs per frame into a folder, made where it is missing: `frame-000123.png` and
 * `frame-000123-gradcam.png`. Beside them `explanation.json` keeps the numbers.
 * @returns the files, in the order written
 * @throws Problem as readFrames, makeFolder and writeWhole
 */
export async function writeExplanationPictures(
  clip: ExplainedClip,
  folder: string,
  options: { readonly longestSide?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  await makeFolder(folder)
  const files: string[] = []
  const keep = async (name: string, content: Uint8Array | string): Promise<void> => {
    const file = path.join(folder, name)
    await writeWhole(file, (partial) => writeFile(partial, content))
    files.push(file)
  }
  for await (const frame of explainedFrames(clip, {
    longestSide: options.longestSide ?? 960,
    signal: options.signal,
  })) {
    const name = `frame-${String(frame.frameIndex).padStart(6, '0')}`
    await keep(`${name}.png`, toPng(frame.original))
    await keep(`${name}-gradcam.png`, toPng(frame.overlay))
  }
  await keep('explanation.json', `${JSON.stringify(clip.explanation)}\n`)
  return files
}

/** A picture as PNG. */
export function toPng({ width, height, rgb }: Picture): Uint8Array {
  return encode({ width, height, data: rgb, channels: 3, depth: 8 })
}

function gridsByFrame(
  clip: ExplainedClip,
  places: readonly number[] | undefined,
): Map<number, HeatGrid & { readonly weight: number }> {
  const { frames, gridWidth, gridHeight } = clip.explanation
  const coverage = clip.part.size / clip.part.resize
  const wanted = frames.filter((_, place) => places === undefined || places.includes(place))
  return new Map(
    wanted.map(({ frameIndex, weight, grid }) => [
      frameIndex,
      { width: gridWidth, height: gridHeight, values: grid, coverage, weight },
    ]),
  )
}
