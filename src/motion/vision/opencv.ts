/** The few functions of OpenCV that trajectories need, as its WebAssembly build has them. */
import { createRequire } from 'node:module'

/** A matrix in OpenCV's own memory: whoever makes one deletes it. Its views end when that memory grows: ask for them anew. */
export interface Mat {
  readonly rows: number
  readonly cols: number
  readonly data: Uint8Array
  readonly data32F: Float32Array
  readonly data64F: Float64Array
  delete(): void
}

interface Size {
  readonly width: number
  readonly height: number
}

export interface OpenCv {
  readonly CV_8UC1: number
  readonly CV_32FC1: number
  readonly CV_32FC2: number
  readonly CV_32F: number
  readonly INTER_LINEAR: number
  readonly INTER_AREA: number
  readonly BORDER_DEFAULT: number
  readonly RANSAC: number
  readonly OPTFLOW_USE_INITIAL_FLOW: number
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat
  readonly Size: new (width: number, height: number) => Size
  resize(from: Mat, to: Mat, size: Size, fx: number, fy: number, interpolation: number): void
  cornerMinEigenVal(from: Mat, to: Mat, block: number, aperture: number, border: number): void
  goodFeaturesToTrack(from: Mat, corners: Mat, most: number, quality: number, distance: number): void
  medianBlur(from: Mat, to: Mat, size: number): void
  calcOpticalFlowFarneback(
    before: Mat,
    after: Mat,
    flow: Mat,
    pyramidScale: number,
    levels: number,
    window: number,
    iterations: number,
    polyN: number,
    polySigma: number,
    flags: number,
  ): void
  findHomography(from: Mat, to: Mat, method: number, threshold: number, mask: Mat): Mat
}

/** Loads OpenCV; a third of a second the first time in a thread. */
export async function loadOpenCv(): Promise<OpenCv> {
  // Required and not imported: it has a `then` that hands out itself, which an import would wait for without end.
  const module = createRequire(import.meta.url)('@techstark/opencv-js') as Loading
  delete module.then
  if (module.Mat === undefined) await new Promise<void>((resolve) => (module.onRuntimeInitialized = resolve))
  return module as OpenCv
}

type Loading = Partial<OpenCv> & { then?: unknown; onRuntimeInitialized?: () => void }
