import path from 'node:path'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'

export interface PlayerFilm {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Its ending: MP4 is played as it is, Matroska by its proxy. */
  readonly ending: 'mp4' | 'mkv'
}

export const films = {
  proxy1080: { name: 'proxy1080', width: 1920, height: 1080, ending: 'mkv' },
  original720: { name: 'original720', width: 1280, height: 720, ending: 'mp4' },
} as const satisfies Record<string, PlayerFilm>

/**
 * Draws a film at 30 frames per second as a camera's encoder writes it: sharp shapes that move, before a background that
 * pans, with a little of a sensor's noise; H.264 with a key frame every second. Its proxy takes about 11 Mbit/s at 1080p,
 * three times that of a phone's film of a street.
 */
export async function drawFilm(film: PlayerFilm, secs: number, folder: string): Promise<string> {
  const { name, width, height, ending } = film
  const file = path.join(folder, `${name}.${ending}`)
  const picture = `testsrc2=size=${width}x${height}:rate=30,scroll=h=0.003:v=0.001,noise=alls=2:allf=t,format=yuv420p`
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:beep_factor=4', '-c:a', 'aac', '-b:a', '96k']
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '30', '-bf', '0']
  const end = await runFfmpeg({
    args: ['-f', 'lavfi', '-i', picture, ...sound, '-t', String(secs), ...coding, '-y', fileUrl(file)],
  })
  if (end.exitCode !== 0) throw new Error(`The film could not be drawn:\n${end.log.join('\n')}`)
  return file
}
