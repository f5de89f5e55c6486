/** ffmpeg by itself: decodes a film, scales it by the product's own filter, and throws the frames away. */
import { inputArgs, runFfmpeg, threadArgs } from '../../src/media/ffmpeg.ts'
import { fitFilters } from '../../src/media/frames.ts'
import { locateFfmpeg } from '../../src/media/locate.ts'
import type { InputSettings } from '../input.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

const { file, threads, side } = JSON.parse(process.argv[2]!) as InputSettings
const { path, version } = await locateFfmpeg()
const args = [
  ...inputArgs(file, threadArgs(threads)),
  ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', fitFilters(side, side, 'stretch'), '-f', 'null', '-'],
]

await serveContender(
  async () => {
    const end = await runFfmpeg({ args })
    if (end.exitCode !== 0) throw new Error(end.log.join('\n'))
  },
  { path, version, threads },
)
