/** What the log of a training says of kept features. */
import type { Stage } from '../../../network/index.ts'

export const notKeptText =
  'Features of frozen stages are not kept, as asked: every epoch draws new views of the clips and computes them.'

export interface Keeping {
  readonly stage: Stage
  /** Drawn views of each clip to learn from. */
  readonly variants: number
  /** What makes them differ, in words. */
  readonly drawn: readonly string[]
  /** Of all clips, held-out ones among them. */
  readonly views: number
  /** Views that an earlier run left. */
  readonly found: number
  readonly bytes: number
  readonly cacheDir: string
}

export function keptText({ stage, variants, drawn, views, found, bytes, cacheDir }: Keeping): string {
  const stages = stage === 'stem' ? 'the stem' : `stem to ${stage}`
  const kept = drawn.length === 0 ? '' : ` ${keptVariantsText(variants, drawn)}`
  const there =
    found === 0
      ? 'computed now'
      : found === views
        ? 'there already'
        : `${views - found} computed now, ${found} there already`
  return (
    `Frozen: ${stages}. Their features are computed once and kept.${kept} ` +
    `${views} views with held-out ones (${there}), ${size(bytes)} in ${cacheDir}.`
  )
}

function keptVariantsText(variants: number, drawn: readonly string[]): string {
  const how = drawn.length === 1 ? drawn[0]! : `${drawn.slice(0, -1).join(', ')} and ${drawn.at(-1)!}`
  const views = variants === 1 ? 'One view' : `${variants} views`
  return `${views} of each clip, drawn once (${how}), ${variants === 1 ? 'is' : 'are'} kept; without freezing each epoch would draw new ones.`
}

export function fewerVariantsText({
  variants,
  wanted,
  cacheDir,
}: {
  variants: number
  wanted: number
  cacheDir: string
}): string {
  return `Of ${wanted} views of each clip only ${variants} are kept: there is no room for more in ${cacheDir}.`
}

export function noRoomText({
  cacheDir,
  neededBytes,
  roomBytes,
}: {
  cacheDir: string
  neededBytes: number
  roomBytes: number
}): string {
  return (
    `Features of frozen stages are not kept: one view of each clip needs ${size(neededBytes)}, and ${cacheDir} has room for ` +
    `${size(roomBytes)}. Every epoch computes them anew, which is slower. Free some space, or freeze through layer4 ` +
    '(--freeze backbone), whose features are small.'
  )
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** What became of them, when the epochs are over. */
export function readText({ read, mended }: { read: number; mended: number }): string {
  const again = mended === 0 ? '' : `; ${mended} were gone or spoilt and computed again`
  return `The epochs read kept features of ${read} views${again}. No video was decoded for them${mended === 0 ? '' : ' else'}.`
}
