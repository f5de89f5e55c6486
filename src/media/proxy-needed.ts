import type { FrameTable } from '../domain/frames.ts'
import { frameCount, ptsToSecs, typicalFrameSecs } from '../domain/frames.ts'
import type { FootageIndex } from './probe.ts'

/** Whether the window can play the original itself; where not, why, in the few words of a badge. */
export type ProxyNeed = { readonly needed: false } | { readonly needed: true; readonly reason: string }

/** Longest average distance of key frames at which stepping back still feels instant. */
const maxGopFrames = 60
/** Phones' frames come a little early or late; more than this share of a frame is a changing rate. */
const maxJitter = 0.1

/**
 * False only where the window's decoder is sure to show exactly the frames of the index: 8-bit 4:2:0 H.264 in MP4 or
 * MOV, upright, square pixels, steady rate from 0, undamaged, every stored frame shown, key frames close together.
 * @param starts frames at which decoding can begin, by `countIdrFrames`; where nobody counted, all key frames
 */
export function proxyNeeded(index: FootageIndex, starts = index.frameTable.keyFrames.length): ProxyNeed {
  const reason = proxyReason(index, starts)
  return reason === null ? { needed: false } : { needed: true, reason }
}

function proxyReason(index: FootageIndex, starts: number): string | null {
  const { frameTable } = index
  const frames = frameCount(frameTable)
  if (index.codec !== 'h264') return `codec ${index.codec}`
  if (index.pixelFormat !== 'yuv420p' && index.pixelFormat !== 'yuvj420p') return `pixels ${index.pixelFormat}`
  if (!index.container.split(',').includes('mp4')) return `container ${index.container.split(',')[0]}`
  if (index.rotation !== 0) return 'rotated'
  if (index.sampleAspectRatio !== 1) return 'pixels not square'
  if (index.width % 2 !== 0 || index.height % 2 !== 0) return 'odd picture size'
  if (index.videoStreams !== 1) return 'several video streams'
  if (index.decodeErrors > 0) return 'damaged in places'
  if (index.timestampsRepaired > 0) return 'timestamps repaired'
  if (index.headerFrameCount !== frames) return 'frames hidden by an edit list'
  if (index.startSecs !== 0) return 'does not start at 0'
  if (!isSteady(frameTable)) return 'variable frame rate'
  if (frameTable.keyFrames[0] !== 0 || frames / starts > maxGopFrames) return 'key frames far apart'
  return null
}

function isSteady(table: FrameTable): boolean {
  const typicalSecs = typicalFrameSecs(table)
  return table.pts.every((pts, i) => {
    if (i === 0) return true
    const secs = ptsToSecs(pts - table.pts[i - 1]!, table.timeBase)
    return Math.abs(secs - typicalSecs) <= typicalSecs * maxJitter
  })
}
