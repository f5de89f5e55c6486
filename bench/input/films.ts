import path from 'node:path'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'

export interface Film {
  /** Of its figures. */
  readonly name: string
  readonly width: number
  readonly height: number
  readonly frames: number
}

/** About half a minute of a phone's or an old camera's picture, and ten seconds of full HD: seconds of decoding each. */
export const films: readonly Film[] = [
  { name: '320', width: 320, height: 240, frames: 1800 },
  { name: '1080', width: 1920, height: 1080, frames: 300 },
]

/**
 * Draws a film of moving shapes before a background that pans, with a sensor's noise, as H.264 with B-frames and a key
 * frame every two seconds: about 0.7 Mbit/s at 320 × 240 and 11 Mbit/s at 1920 × 1080.
 */
export async function drawFilm({ name, width, height, frames }: Film, folder: string): Promise<string> {
  const file = path.join(folder, `${name}.mp4`)
  const picture = `testsrc2=size=${width}x${height}:rate=30,scroll=h=0.003:v=0.001,noise=alls=6:allf=t,format=yuv420p`
  const coding = ['-c:v', 'libx264', '-preset', 'fast', '-crf', '23', '-g', '60', '-bf', '3']
  const end = await runFfmpeg({
    args: ['-f', 'lavfi', '-i', picture, '-frames:v', String(frames), ...coding, '-y', fileUrl(file)],
  })
  if (end.exitCode !== 0) throw new Error(`The film could not be drawn:\n${end.log.join('\n')}`)
  return file
}
