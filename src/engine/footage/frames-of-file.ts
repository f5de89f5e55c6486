/** What a file's frames are, without a library. */
import type { FrameTable } from '../../domain/frames.ts'
import { indexFootage } from '../../media/probe.ts'

/** `touchline frames`: what decoding every frame of one file showed. */
export interface FramesOfFile {
  /** Number of frames that really decode. */
  readonly frames: number
  /** Presentation timestamps in units of timeBase. */
  readonly pts: FrameTable['pts']
  readonly timeBase: FrameTable['timeBase']
  readonly keyFrames: FrameTable['keyFrames']
  /** Degrees of the display matrix, counter-clockwise: -90 is a picture to be turned clockwise. */
  readonly rotation: number
  /** Coded size; displayWidth × displayHeight is what is shown. */
  readonly width: number
  readonly height: number
  readonly displayWidth: number
  readonly displayHeight: number
  readonly codec: string
  readonly pixelFormat: string
  readonly variableFrameRate: boolean
  readonly startSecs: number
  readonly nominalFps: number
  readonly decodeErrors: number
  readonly timestampsRepaired: number
}

/** @throws Problem what indexFootage throws */
export async function framesOfFile(
  file: string,
  options: { signal?: AbortSignal; onProgress?: (secs: number, totalSecs: number) => void },
): Promise<FramesOfFile> {
  const { onProgress, signal } = options
  const index = await indexFootage(file, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ secs, totalSecs }) => onProgress?.(secs, totalSecs ?? 0),
  })
  const { pts, timeBase, keyFrames } = index.frameTable
  return {
    frames: pts.length,
    pts,
    timeBase,
    keyFrames,
    rotation: index.rotation,
    width: index.width,
    height: index.height,
    displayWidth: index.displayWidth,
    displayHeight: index.displayHeight,
    codec: index.codec,
    pixelFormat: index.pixelFormat,
    variableFrameRate: index.variableFrameRate,
    startSecs: index.startSecs,
    nominalFps: index.nominalFps,
    decodeErrors: index.decodeErrors,
    timestampsRepaired: index.timestampsRepaired,
  }
}
