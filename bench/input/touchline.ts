/**
 * Our side of `npm run bench -- input`: a whole film into clips of 16 frames, each step anew. `clips` goes the way of
 * training: clips of a set, through the store of the loader thread. `recording` goes the way of prediction.
 */
import type { Clip, Footage, Preprocessing } from '../../src/contract/learning.ts'
import { openClipStore } from '../../src/compute/clips/clip-store.ts'
import { frameBatches } from '../../src/compute/clips/frame-batches.ts'
import { indexFootage } from '../../src/media/probe.ts'
import type { InputSettings } from '../input.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

const { file, way, threads, frames, side } = JSON.parse(process.argv[2]!) as InputSettings & { way: string }
const { frameTable, seekable } = await indexFootage(file)
const footage: Footage = {
  file,
  seekable,
  frameTable: { timeBase: frameTable.timeBase, pts: [...frameTable.pts], keyFrames: [...frameTable.keyFrames] },
}
const total = Math.floor(frameTable.pts.length / frames) * frames
const preprocessing: Preprocessing = {
  ...{ resize: side, size: side, frames, frameStep: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1] },
}
const inClip = Array.from({ length: frames }, (_, frame) => frame)
const clips = Array.from({ length: total / frames }, (_, index): Clip => {
  const range = { first: index * frames, last: (index + 1) * frames - 1 }
  return { key: `clip ${index}`, file, label: 'any', group: 'any', split: 'train', range }
})

async function asClips(): Promise<number> {
  const clipSet = { clips, footage: { [file]: footage } }
  const store = await openClipStore({ clipSet, preprocessing, decoders: threads, onProgress: () => undefined })
  let bytes = 0
  for (const clip of clips.keys()) {
    bytes += (await store.frames(clip, inClip)).length
  }
  return bytes
}

async function asRecording(): Promise<number> {
  const needed = new Set(Array.from({ length: total }, (_, frame) => frame))
  let bytes = 0
  for await (const batch of frameBatches(footage, { needed, side, batchFrames: frames, threads })) {
    bytes += batch.bytes.length
  }
  return bytes
}

await serveContender(
  async () => {
    const bytes = await (way === 'clips' ? asClips() : asRecording())
    if (bytes !== total * side * side * 3) throw new Error(`${bytes} bytes came`)
  },
  { frames: total, threads, keyFrames: frameTable.keyFrames.length },
)
