import { hazed, type Backdrop } from './backdrop.ts'
import { fromHue, type Colour } from './body.ts'
import type { Camera } from './camera.ts'
import { disc, paintShape, shadeShape, type Bar, type Canvas } from './canvas.ts'
import { randomStream, type RandomStream } from './random.ts'
import type { Vec3 } from './vector.ts'

/** Something that moves behind the athlete and has nothing to do with the action. */
export type Clutter = (canvas: Canvas, camera: Camera, secs: number) => void

/** None to two moving things of a clip. */
export function drawClutter(seed: number, key: string, backdrop: Backdrop): Clutter[] {
  const random = randomStream(seed, 'clutter', key)
  const count = random.pick([0, 0, 1, 1, 2])
  return Array.from({ length: count }, () => random.pick([passer, ball, lightBand, leaves])(random, backdrop))
}

/** Somebody who walks by in the background. */
function passer(random: RandomStream, backdrop: Backdrop): Clutter {
  const { wallM } = backdrop
  const z = -random.within(Math.min(1.1, wallM - 0.4), wallM - 0.2)
  const speedM = random.pick([-1, 1]) * random.within(0.5, 1.3)
  const startM = -Math.sign(speedM) * random.within(0.2, 2.6)
  const tallM = random.within(1.4, 1.85)
  const top = hazed(fromHue(random.next(), 0.3, random.within(0.3, 0.8)), backdrop)
  const bottom = hazed(fromHue(random.next(), 0.25, random.within(0.2, 0.6)), backdrop)
  const skin = random.pick<Colour>([
    [226, 182, 146],
    [128, 84, 58],
    [190, 138, 100],
  ])
  return (canvas, camera, secs) => {
    const x = startM + speedM * secs
    const stride = Math.sin(secs * 6.5) * 0.13
    const hip: Vec3 = [x, tallM * 0.5, z]
    const limb = (from: Vec3, to: Vec3, aM: number, bM: number): Bar => {
      const [a, b] = [camera.project(from), camera.project(to)]
      const [aRadius, bRadius] = [aM * a.pixelsPerMetre, bM * b.pixelsPerMetre]
      return { ax: a.x, ay: a.y, bx: b.x, by: b.y, aRadius, bRadius }
    }
    const legs = [stride, -stride].map((step) => limb(hip, [x + step * tallM, 0.05, z], 0.085, 0.05))
    paintShape(canvas, legs, { colour: bottom, rim: 0 })
    paintShape(canvas, [limb(hip, [x, tallM * 0.78, z], 0.12, 0.15)], { colour: top, rim: 0 })
    const head = camera.project([x, tallM * 0.93, z])
    paintShape(canvas, [disc(head.x, head.y, 0.11 * head.pixelsPerMetre)], { colour: hazed(skin, backdrop), rim: 0 })
  }
}

/** A ball that bounces along. */
function ball(random: RandomStream, backdrop: Backdrop): Clutter {
  const { wallM } = backdrop
  const z = -random.within(0.6, wallM - 0.2)
  const speedM = random.pick([-1, 1]) * random.within(0.4, 1.6)
  const startM = -Math.sign(speedM) * random.within(0.4, 2)
  const radiusM = random.within(0.07, 0.14)
  const leapM = random.within(0.1, 1)
  const bounceSecs = Math.sqrt(leapM) * 0.9
  const colour = hazed(fromHue(random.next(), random.within(0.2, 0.8), random.within(0.6, 1)), backdrop)
  return (canvas, camera, secs) => {
    const part = ((secs / bounceSecs) % 1) * 2 - 1
    const at = camera.project([startM + speedM * secs, radiusM + leapM * (1 - part * part), z])
    const ground = camera.project([startM + speedM * secs, 0, z])
    const radius = radiusM * at.pixelsPerMetre
    shadeShape(canvas, [disc(ground.x, ground.y, radius * 0.6)], 0.3, radius)
    paintShape(canvas, [disc(at.x, at.y, radius)], { colour, rim: 0 })
  }
}

/** A band of light that sweeps over the place, as from a door or a passing car. */
function lightBand(random: RandomStream): Clutter {
  const slope = random.within(-0.8, 0.8)
  const wide = random.within(0.08, 0.3)
  const speed = random.pick([-1, 1]) * random.within(0.15, 0.5)
  const start = random.within(0, 1)
  const gain = random.pick([-1, 1]) * random.within(0.06, 0.16)
  return ({ width, height, rgb }, _camera, secs) => {
    const middle = start + speed * secs
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const across = x / width + (slope * y) / height - middle
        const wrapped = (across - Math.floor(across) - 0.5) / wide
        const keep = 1 + gain * Math.max(0, 1 - wrapped * wrapped)
        const at = (y * width + x) * 3
        for (let c = at; c < at + 3; c++) rgb[c] = Math.min(255, rgb[c]! * keep)
      }
    }
  }
}

/** Shadows of leaves that sway over the scene. */
function leaves(random: RandomStream): Clutter {
  const spots = Array.from({ length: 5 }, () => ({
    x: random.next(),
    y: random.next(),
    radius: random.within(0.04, 0.13),
    swing: random.within(0.02, 0.08),
    pace: random.within(1.5, 5),
    start: random.within(0, 6),
  }))
  const strength = random.within(0.06, 0.16)
  return (canvas, _camera, secs) => {
    for (const spot of spots) {
      const sway = Math.sin(spot.start + secs * spot.pace)
      const at = disc(
        (spot.x + spot.swing * sway) * canvas.width,
        (spot.y + spot.swing * 0.5 * sway) * canvas.height,
        spot.radius * canvas.height,
      )
      shadeShape(canvas, [at], strength, 2 * spot.radius * canvas.height)
    }
  }
}
