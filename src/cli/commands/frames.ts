import { resolve } from 'node:path'
import { framesOfFile } from '../../engine/footage/frames-of-file.ts'
import { command } from '../command.ts'

export const framesCommand = command<object>(
  'frames',
  'Decode a file and say which frames it really has',
  (made) => made.argument('<file>', 'video file'),
  async ({ args, output, signal }) => {
    const file = resolve(args[0] ?? '')
    const found = await framesOfFile(file, {
      signal,
      onProgress: (secs, totalSecs) => output.progress('Decoding', secs, totalSecs),
    })
    const { frames, codec, width, height, rotation, variableFrameRate, startSecs, nominalFps, keyFrames } = found
    const facts = [
      `${frames} frames`,
      `${codec} ${width}×${height}${rotation === 0 ? '' : `, turned ${rotation}°`}`,
      variableFrameRate ? 'variable frame rate' : `${nominalFps.toFixed(3)} fps`,
      `starts at ${startSecs.toFixed(3)} s`,
      `${keyFrames.length} key frames`,
      ...(found.decodeErrors > 0 ? [`${found.decodeErrors} damaged places`] : []),
      ...(found.timestampsRepaired > 0 ? [`${found.timestampsRepaired} timestamps repaired`] : []),
    ]
    output.line({ ...found, startSeconds: startSecs }, facts.join('\n'))
  },
)
