import type { Mat, OpenCv } from './opencv.ts'
import type { Level } from './pyramid.ts'

/** Farneback's settings as the published code of the trajectories has them. */
const window = 10
const iterations = 2
const polyN = 7
const polySigma = 1.5

/** Flow between two frames at every level. Whoever makes it disposes it. */
export interface FlowPyramid {
  /** Level by level, the frame's own size first: pixels of that level to the right and down, [height, width, 2]. */
  readonly flows: readonly Mat[]
  /** Computes the flows anew. @param before, after grey, level by level */
  compute(before: readonly Mat[], after: readonly Mat[]): void
  dispose(): void
}

/** The coarsest level starts from no flow, each other from the one before. */
export function openFlowPyramid(cv: OpenCv, levels: readonly Level[]): FlowPyramid {
  const flows = levels.map(({ width, height }) => new cv.Mat(height, width, cv.CV_32FC2))
  const compute = (before: readonly Mat[], after: readonly Mat[]): void => {
    for (let level = levels.length - 1; level >= 0; level--) {
      const coarser = flows[level + 1]
      if (coarser) takeCoarser(cv, coarser, flows[level]!)
      const flags = coarser ? cv.OPTFLOW_USE_INITIAL_FLOW : 0
      // No levels of its own: those are ours.
      cv.calcOpticalFlowFarneback(
        ...([before[level]!, after[level]!, flows[level]!] as const),
        ...([0.5, 0, window, iterations, polyN, polySigma, flags] as const),
      )
    }
  }
  return { flows, compute, dispose: () => flows.forEach((flow) => flow.delete()) }
}

/** Flow of a coarser level as a start for a finer one: more pixels, and each vector longer. */
function takeCoarser(cv: OpenCv, coarser: Mat, finer: Mat): void {
  cv.resize(coarser, finer, new cv.Size(finer.cols, finer.rows), 0, 0, cv.INTER_LINEAR)
  const values = finer.data32F
  for (let i = 0; i < values.length; i++) values[i]! *= Math.SQRT2
}
