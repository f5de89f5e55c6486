import { expect, test } from 'vitest'
import type { FootageIndex } from './probe.ts'
import { proxyNeeded } from './proxy-needed.ts'
import { proxyRate } from './proxy.ts'
import { spreadFrames } from './thumbnails.ts'

const frames = 300
const pts = Array.from({ length: frames }, (_, i) => i * 1001)
const keyFrames = pts.map((_, i) => i).filter((frame) => frame % 30 === 0)

/** A recording that the window plays as it is. */
const plain: FootageIndex = {
  frameTable: { timeBase: { num: 1, den: 30000 }, pts, keyFrames },
  codec: 'h264',
  pixelFormat: 'yuv420p',
  width: 1920,
  height: 1080,
  rotation: 0,
  displayWidth: 1920,
  displayHeight: 1080,
  sampleAspectRatio: 1,
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  startSecs: 0,
  nominalFps: 30000 / 1001,
  videoStreams: 1,
  hasAudio: true,
  headerFrameCount: frames,
  decodeErrors: 0,
  timestampsRepaired: 0,
  variableFrameRate: false,
  seekable: true,
}

test('plain H.264 in MP4 plays as it is', () => {
  expect(proxyNeeded(plain)).toEqual({ needed: false })
})

test.each<[string, Partial<FootageIndex>]>([
  ['codec hevc', { codec: 'hevc' }],
  ['pixels yuv420p10le', { pixelFormat: 'yuv420p10le' }],
  ['container matroska', { container: 'matroska,webm' }],
  ['rotated', { rotation: -90 }],
  ['pixels not square', { sampleAspectRatio: 64 / 51 }],
  ['odd picture size', { width: 1919 }],
  ['several video streams', { videoStreams: 2 }],
  ['damaged in places', { decodeErrors: 1 }],
  ['timestamps repaired', { timestampsRepaired: 1 }],
  ['frames hidden by an edit list', { headerFrameCount: frames + 16 }],
  ['does not start at 0', { startSecs: 0.033 }],
  ['variable frame rate', { frameTable: { ...plain.frameTable, pts: pts.map((value, i) => value + (i % 2) * 300) } }],
  ['key frames far apart', { frameTable: { ...plain.frameTable, keyFrames: [0, 250] } }],
])('a proxy is made for: %s', (reason, change) => {
  expect(proxyNeeded({ ...plain, ...change })).toEqual({ needed: true, reason })
})

test('the few units by which phones miss their rate need no proxy', () => {
  const jittery = { ...plain.frameTable, pts: pts.map((value, i) => value + (i % 3) * 30) }
  expect(proxyNeeded({ ...plain, frameTable: jittery, variableFrameRate: true })).toEqual({ needed: false })
})

test('a proxy keeps the length of the recording', () => {
  expect(proxyRate(plain.frameTable)).toBe(29.97)
  expect(proxyRate({ timeBase: { num: 1, den: 1000 }, pts: [0], keyFrames: [0] })).toBe(25)
})

test('thumbnails are spread over the recording, on key frames where asked', () => {
  const table = plain.frameTable
  expect(spreadFrames(table, 10, false)).toEqual([14, 44, 74, 104, 134, 164, 194, 224, 254, 284])
  expect(spreadFrames(table, 10, true)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270])
  expect(spreadFrames({ ...table, pts: [0, 1, 2] }, 20, false)).toEqual([0, 1, 2])
  expect(spreadFrames({ ...table, pts: pts.slice(0, 21) }, 20, false).length).toBeLessThanOrEqual(20)
})
