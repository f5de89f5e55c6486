import type { Clip, ClipSet } from '../../contract/learning.ts'
import { isIndexed } from '../clips/clip-runs.ts'
import { notInRecording } from '../clips/decode-clip.ts'
import type { FrameSource } from './trajectory-messages.ts'

/** Where the frames of a clip are. @throws Problem DATASET_UNUSABLE where its recording does not have them */
export function clipSource(clip: Clip, footage: ClipSet['footage']): FrameSource {
  if (clip.range === null) return { kind: 'file', file: clip.file }
  if (!isIndexed(clip, footage)) throw notInRecording(clip)
  return { kind: 'recording', footage: footage[clip.file]!, range: clip.range }
}
