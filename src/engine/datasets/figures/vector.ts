/**
 * Points and directions in space, in metres or as unit directions. Axes of an athlete: x forward, y up, z to the right.
 * Axes of the scene: x to the camera's right, y up, z towards the camera.
 */
export type Vec3 = readonly [x: number, y: number, z: number]

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function scale(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}

/** The point `factor` of the way along a direction from a start. */
export function along(start: Vec3, direction: Vec3, factor: number): Vec3 {
  return [start[0] + direction[0] * factor, start[1] + direction[1] * factor, start[2] + direction[2] * factor]
}

export function between(a: Vec3, b: Vec3, share: number): Vec3 {
  return along(a, subtract(b, a), share)
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function norm(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2])
}

/** Unit vector of a; `fallback` where a has no direction. */
export function unit(a: Vec3, fallback: Vec3 = [0, -1, 0]): Vec3 {
  const length = norm(a)
  return length < 1e-9 ? fallback : scale(a, 1 / length)
}

/** The part of a at right angles to the unit direction `axis`, as a unit vector. */
export function unitPerpendicular(a: Vec3, axis: Vec3, fallback: Vec3): Vec3 {
  return unit(along(a, axis, -dot(a, axis)), fallback)
}

/** Turns about the upright axis: at a positive angle forward (x) goes to the right (z). */
export function turn(v: Vec3, radians: number): Vec3 {
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  return [v[0] * cos - v[2] * sin, v[1], v[0] * sin + v[2] * cos]
}

/** Turns about the forward axis: at a positive angle up (y) goes to the right (z). */
export function tilt(v: Vec3, radians: number): Vec3 {
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  return [v[0], v[1] * cos - v[2] * sin, v[1] * sin + v[2] * cos]
}

/** Turns about the axis to the right: at a positive angle up (y) goes forward (x). */
export function lean(v: Vec3, radians: number): Vec3 {
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  return [v[0] * cos + v[1] * sin, v[1] * cos - v[0] * sin, v[2]]
}
