import { lineCutter } from './log-lines.ts'

/**
 * Follows what ffmpeg writes for `-progress pipe:1` to its end.
 * @param onFrames takes how many frames were written by then
 * @returns how many were written in all
 */
export async function followProgress(
  output: AsyncIterable<Uint8Array>,
  onFrames: (frames: number) => void,
): Promise<number> {
  let frames = 0
  const lines = lineCutter((line) => {
    const told = /^frame=(\d+)/.exec(line)
    if (!told) return
    frames = Number(told[1])
    onFrames(frames)
  })
  for await (const chunk of output) lines.push(Buffer.from(chunk))
  lines.end()
  return frames
}
