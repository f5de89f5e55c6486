import type { Vec3 } from './vector.ts'

/** Where a camera stands and how it looks. The athlete stands at the origin of the scene. */
export interface CameraPlace {
  readonly width: number
  readonly height: number
  /** From the athlete, along the ground. */
  readonly distanceM: number
  readonly eyeM: number
  /** Picture heights that 1 m takes up at the athlete. */
  readonly heightsPerMetre: number
  /** Where the athlete's ground point comes to lie, as shares of the picture's width and height. */
  readonly feetAt: readonly [x: number, y: number]
  /** Radians that the horizon is turned by. */
  readonly rollRadians: number
}

export interface Projected {
  readonly x: number
  readonly y: number
  /** Metres away from the camera. */
  readonly depthM: number
  readonly pixelsPerMetre: number
}

export interface Camera {
  readonly width: number
  readonly height: number
  readonly eye: Vec3
  project(point: Vec3): Projected
  /** Direction, not unit, in which the camera sees a place of the picture. */
  rayThrough(x: number, y: number): Vec3
}

/** A pinhole camera that looks along the level and is framed by shifting its picture, as a shift lens does. */
export function pinhole(place: CameraPlace): Camera {
  const { width, height, distanceM, eyeM } = place
  const focal = place.heightsPerMetre * height * distanceM
  const cos = Math.cos(place.rollRadians)
  const sin = Math.sin(place.rollRadians)
  const feet = [place.feetAt[0] * width, place.feetAt[1] * height] as const
  const footY = (focal * eyeM) / distanceM
  // The picture turns about the athlete's ground point, so that the framing holds at every roll.
  return {
    width,
    height,
    eye: [0, eyeM, distanceM],
    project([px, py, pz]) {
      const depthM = Math.max(0.1, distanceM - pz)
      const right = (focal * px) / depthM
      const down = (focal * (eyeM - py)) / depthM - footY
      return {
        x: feet[0] + right * cos - down * sin,
        y: feet[1] + right * sin + down * cos,
        depthM,
        pixelsPerMetre: focal / depthM,
      }
    },
    rayThrough(x, y) {
      const dx = x - feet[0]
      const dy = y - feet[1]
      return [(dx * cos + dy * sin) / focal, -(dy * cos - dx * sin + footY) / focal, -1]
    },
  }
}
