/** Improved dense trajectories of a clip (Wang & Schmid 2013), frame by frame. */
import { histogramGroups, sideCells, timeCells } from '../descriptors.ts'
import type { ExtractionSettings } from '../extraction.ts'
import { findCamera, inverse, withoutCamera, type Homography } from '../vision/camera.ts'
import type { Mat, OpenCv } from '../vision/opencv.ts'
import { openFlowPyramid } from '../vision/optical-flow.ts'
import { addPatch, directionSums, sumGradients, sumVectors, type DirectionSums } from '../vision/orientation.ts'
import { levelsOf, type Level } from '../vision/pyramid.ts'
import { beginPoints } from './begin-points.ts'
import { openTrackPool, type Track } from './track.ts'
import { isCameras, isMovement } from './validity.ts'

/** A trajectory that is done. Its arrays are used again: take what is needed of them at once. */
export interface Trajectory {
  /** Its last frame, counted from the first that was taken. */
  readonly lastFrame: number
  /** x, y in pixels of the frame, from its first frame to its last. */
  readonly points: Float32Array
  /** Laid out as descriptors.ts says. */
  readonly histograms: Float32Array
}

export interface Follower {
  /** The next frame: RGB [height, width, 3]. Hands out the trajectories that end with it. */
  take(rgb: Uint8Array): void
  dispose(): void
}

/** Flow of a pixel or less a frame, in pixels, that counts as none in HOF; the published code's. */
const stillBelow = 0.4

/** Pixels around a point whose flow is looked at, for one of them may be wrong. */
const medianSide = 3

/** Opens a follower of one clip. Whoever opens it disposes it. */
export function openFollower(
  cv: OpenCv,
  settings: ExtractionSettings,
  onTrajectory: (trajectory: Trajectory) => void,
): Follower {
  const levels = levelsOf(settings)
  const grey = { before: greyPyramid(cv, levels), after: greyPyramid(cv, levels) }
  const pyramid = openFlowPyramid(cv, levels)
  const work = levels.map((level) => openLevel(level))
  const pool = openTrackPool(settings.length)
  let frame = -1

  const begin = (level: OpenLevel, index: number): void => {
    const followed = level.tracks.map(({ points, steps }) => [points[2 * steps]!, points[2 * steps + 1]!] as const)
    const points = beginPoints(cv, grey.after[index]!, { ...settings, followed })
    for (const [x, y] of points) level.tracks.push(pool.begin(x, y))
  }

  const follow = (level: OpenLevel, index: number, back: Homography | null): void => {
    describeFrame(level, grey.before[index]!.data, pyramid.flows[index]!.data32F, back)
    const { width, height, scale, field, own } = level
    const kept: Track[] = []
    for (const track of level.tracks) {
      const at = 2 * track.steps
      const [x, y] = [track.points[at]!, track.points[at + 1]!]
      const column = Math.min(Math.max(Math.round(x), 0), width - 1)
      const row = Math.min(Math.max(Math.round(y), 0), height - 1)
      const place = 2 * (row * width + column)
      const stepX = medianAround(field, column, row, width, height, 0)
      const stepY = medianAround(field, column, row, width, height, 1)
      const [nextX, nextY] = [x + stepX, y + stepY]
      if (!(nextX > 0 && nextY > 0 && nextX < width && nextY < height)) {
        pool.giveBack(track)
        continue
      }
      describePatch(level, track, column, row, settings)
      // The median's step, less the camera's part at this place.
      track.ownSteps[at] = (stepX - field[place]! + own[place]!) * scale
      track.ownSteps[at + 1] = (stepY - field[place + 1]! + own[place + 1]!) * scale
      track.steps++
      track.points[at + 2] = nextX
      track.points[at + 3] = nextY
      if (track.steps < settings.length) kept.push(track)
      else finish(track, scale)
    }
    level.tracks = kept
  }

  const finish = (track: Track, scale: number): void => {
    const { points, ownSteps, histograms } = track
    for (let i = 0; i < points.length; i++) points[i]! *= scale
    const keep = isMovement(points) && !(settings.cameraRemoved && isCameras(ownSteps))
    if (keep) onTrajectory({ lastFrame: frame, points, histograms })
    pool.giveBack(track)
  }

  return {
    take(rgb) {
      frame++
      ;[grey.before, grey.after] = [grey.after, grey.before]
      fillPyramid(cv, rgb, grey.after)
      if (frame > 0) {
        pyramid.compute(grey.before, grey.after)
        const camera = settings.cameraRemoved ? findCamera(cv, grey.before[0]!, pyramid.flows[0]!) : null
        const back = camera && inverse(camera)
        work.forEach((level, index) => follow(level, index, back))
      }
      work.forEach(begin)
    },
    dispose() {
      for (const mat of [...grey.before, ...grey.after]) mat.delete()
      pyramid.dispose()
    },
  }
}

/** What is worked with at one level, used again from frame to frame. */
interface OpenLevel extends Level {
  tracks: Track[]
  readonly sums: readonly DirectionSums[]
  /** Flow as it was seen and without the camera's part, [height, width, 2]. */
  readonly field: Float32Array
  readonly own: Float32Array
}

function openLevel(level: Level): OpenLevel {
  const { width, height } = level
  return {
    ...level,
    tracks: [],
    sums: histogramGroups.map(({ bins }) => directionSums(width, height, bins)),
    field: new Float32Array(2 * width * height),
    own: new Float32Array(2 * width * height),
  }
}

/** Fills a level's sums from a frame and the flow that leads on from it. */
function describeFrame(level: OpenLevel, grey: Uint8Array, flow: Float32Array, back: Homography | null): void {
  const { field, own, sums } = level
  field.set(flow)
  if (back === null) own.set(flow)
  else withoutCamera(field, level, back, own)
  const [hog, hof, mbhx, mbhy] = sums as [DirectionSums, DirectionSums, DirectionSums, DirectionSums]
  sumGradients(hog, { values: grey, step: 1, offset: 0 })
  sumVectors(hof, own, stillBelow)
  sumGradients(mbhx, { values: own, step: 2, offset: 0 })
  sumGradients(mbhy, { values: own, step: 2, offset: 1 })
}

/** Adds what is around a point in this frame to its histograms: the mean over the frames of a cell of time. */
function describePatch(
  { sums, width, height }: OpenLevel,
  { steps, histograms }: Track,
  column: number,
  row: number,
  { patch, length }: ExtractionSettings,
): void {
  const stepsOfCell = length / timeCells
  const timeCell = Math.floor(steps / stepsOfCell)
  const place = {
    left: evenInside(column - patch / 2, width - patch),
    top: evenInside(row - patch / 2, height - patch),
    cell: patch / sideCells,
  }
  for (let group = 0; group < histogramGroups.length; group++) {
    const { start, values } = histogramGroups[group]!
    addPatch(sums[group]!, place, histograms, start + timeCell * (values / timeCells), 1 / stepsOfCell)
  }
}

/** The even number nearest below that lies between 0 and `most`. */
function evenInside(place: number, most: number): number {
  return Math.min(Math.max(place, 0), most) & ~1
}

/** Median of one part of the flow over 3 × 3 pixels, those at the edge repeated. */
function medianAround(
  field: Float32Array,
  column: number,
  row: number,
  width: number,
  height: number,
  part: 0 | 1,
): number {
  let count = 0
  for (let dy = -1; dy <= 1; dy++) {
    const y = Math.min(Math.max(row + dy, 0), height - 1)
    for (let dx = -1; dx <= 1; dx++) {
      const x = Math.min(Math.max(column + dx, 0), width - 1)
      const value = field[2 * (y * width + x) + part]!
      let place = count++
      while (place > 0 && around[place - 1]! > value) {
        around[place] = around[place - 1]!
        place--
      }
      around[place] = value
    }
  }
  return around[medianSide + 1]!
}

/** The pixels around the point in hand, in order. */
const around = new Float64Array(medianSide * medianSide)

function greyPyramid(cv: OpenCv, levels: readonly Level[]): Mat[] {
  return levels.map(({ width, height }) => new cv.Mat(height, width, cv.CV_8UC1))
}

/** Grey as broadcasters weigh colours (Rec. 601), and its smaller levels, each made of the whole frame. */
function fillPyramid(cv: OpenCv, rgb: Uint8Array, [whole, ...smaller]: readonly Mat[]): void {
  const grey = whole!.data
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3) {
    grey[pixel] = (rgb[at]! * 4899 + rgb[at + 1]! * 9617 + rgb[at + 2]! * 1868 + 8192) >> 14
  }
  for (const level of smaller) {
    cv.resize(whole!, level, new cv.Size(level.cols, level.rows), 0, 0, cv.INTER_AREA)
  }
}
