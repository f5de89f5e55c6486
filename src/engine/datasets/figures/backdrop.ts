import type { Camera } from './camera.ts'
import type { Canvas } from './canvas.ts'
import { randomStream } from './random.ts'
import { drawFloor, drawProps, drawWall, lit, type Prop, type Surface } from './surfaces.ts'
import { fromHue, type Colour } from './body.ts'
import type { Vec3 } from './vector.ts'

export interface Backdrop {
  readonly floor: Surface
  readonly wall: Surface
  /** Distance of the wall behind the athlete. */
  readonly wallM: number
  readonly props: readonly Prop[]
  /** What the air and the lens mix into everything but the athlete, and how much of it: athletes stand out. */
  readonly haze: { readonly colour: Colour; readonly share: number }
  /** Share of the light that is lost in the corners. */
  readonly vignette: number
  /** How far the light falls off from left (negative) to right. */
  readonly slope: number
}

/** The place of one clip, drawn from its own stream of random numbers. */
export function drawBackdrop(seed: number, place: string): Backdrop {
  const random = randomStream(seed, 'backdrop', place)
  const wallM = random.within(1.6, 5)
  return {
    floor: drawFloor(random),
    wall: drawWall(random),
    wallM,
    props: drawProps(random, wallM),
    haze: {
      colour: fromHue(random.next(), random.within(0, 0.06), random.within(0.82, 0.96)),
      share: random.within(0.4, 0.6),
    },
    vignette: random.within(0, 0.2),
    slope: random.within(-0.1, 0.1),
  }
}

/** Paints a backdrop as the camera sees it: one ray per quarter pixel to the floor, a prop or the wall. */
export function paintBackdrop(canvas: Canvas, camera: Camera, backdrop: Backdrop): void {
  const { width, height, rgb } = canvas
  const props = [...backdrop.props].sort((a, b) => b.z - a.z)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [0, 0, 0]
      for (const [dx, dy] of quarters) {
        const seen = colourAlong(camera.rayThrough(x + dx, y + dy), camera.eye, { ...backdrop, props })
        r += seen[0]
        g += seen[1]
        b += seen[2]
      }
      const [across, down] = [x / width - 0.5, y / height - 0.5]
      const light = (1 + backdrop.slope * 2 * across - backdrop.vignette * 2 * (across * across + down * down)) / 4
      rgb.set(hazed(lit([r, g, b], light), backdrop), (y * width + x) * 3)
    }
  }
}

/** A colour of the place as it is seen from the camera. */
export function hazed(colour: Colour, { haze }: Pick<Backdrop, 'haze'>): Colour {
  const part = (c: 0 | 1 | 2): number => colour[c] + (haze.colour[c] - colour[c]) * haze.share
  return [part(0), part(1), part(2)]
}

const quarters = [
  [-0.25, -0.25],
  [0.25, -0.25],
  [-0.25, 0.25],
  [0.25, 0.25],
] as const

function colourAlong(ray: Vec3, eye: Vec3, { floor, wall, wallM, props }: Backdrop): Colour {
  for (const prop of props) {
    const reach = (prop.z - eye[2]) / ray[2]
    const [u, v] = [eye[0] + ray[0] * reach, eye[1] + ray[1] * reach]
    if (u > prop.leftM && u < prop.rightM && v > 0 && v < prop.heightM) return prop.surface(u, v)
  }
  const toWall = (-wallM - eye[2]) / ray[2]
  const onWall = eye[1] + ray[1] * toWall
  if (onWall > 0) return wall(eye[0] + ray[0] * toWall, onWall)
  const toFloor = -eye[1] / ray[1]
  const [u, v] = [eye[0] + ray[0] * toFloor, eye[2] + ray[2] * toFloor]
  // Light gathers less where the floor meets the wall.
  return lit(floor(u, v), 1 - 0.22 * Math.exp(-(v + wallM) * 3))
}
