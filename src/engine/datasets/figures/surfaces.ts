import { fromHue, type Colour } from './body.ts'
import type { RandomStream } from './random.ts'

/** Colour of a surface at a place on it, in metres along its two sides. */
export type Surface = (u: number, v: number) => Colour

/** Something flat that stands behind the athlete: a crate, a post, a board. Metres in the scene. */
export interface Prop {
  readonly leftM: number
  readonly rightM: number
  readonly heightM: number
  readonly z: number
  readonly surface: Surface
}

/** A floor, u to the camera's right and v towards it, with the athlete at the origin. */
export function drawFloor(random: RandomStream): Surface {
  const base = mutedColour(random)
  const grain = random.within(0.03, 0.12)
  const size = random.within(0.15, 0.8)
  const angle = random.within(0, Math.PI)
  const noise = valueNoise(random)
  const kind = random.pick(['plain', 'planks', 'court', 'tiles', 'grass'])
  const turned = (u: number, v: number): [number, number] => [
    u * Math.cos(angle) + v * Math.sin(angle),
    v * Math.cos(angle) - u * Math.sin(angle),
  ]
  switch (kind) {
    case 'planks':
      return (u, v) => {
        const [x, y] = turned(u, v)
        const row = Math.floor(x / 0.14)
        const seam = fraction(x / 0.14) < 0.1 ? 0.82 : 1
        return lit(base, seam * (1 + 0.16 * (noise(row * 5.3, Math.floor(y * 0.6 + row * 0.37)) - 0.5) + grained(u, v)))
      }
    case 'court': {
      const line: Colour = random.chance(0.8) ? [240, 240, 236] : [236, 206, 92]
      const inner = mutedColour(random)
      const edge = random.within(0.3, 1.6)
      const spacing = random.within(1.4, 3)
      const half = random.within(0.03, 0.07)
      return (u, v) => {
        const [x, y] = turned(u, v)
        const onLine = Math.abs(x - edge) < half || Math.abs(centred(y, spacing) - 0.4) < half
        return onLine ? line : lit(x < edge ? inner : base, 1 + grained(u, v))
      }
    }
    case 'tiles': {
      const other = lit(base, random.within(0.78, 0.94))
      const tileM = random.within(0.4, 1)
      return (u, v) => {
        const [x, y] = turned(u, v)
        const odd = (Math.floor(x / tileM) + Math.floor(y / tileM)) & 1
        return lit(odd ? other : base, 1 + grained(u, v))
      }
    }
    case 'grass': {
      const grass = fromHue(random.within(0.22, 0.36), random.within(0.3, 0.5), random.within(0.4, 0.6))
      const stripeM = random.within(0.8, 2)
      return (u, v) => {
        const [x] = turned(u, v)
        return lit(grass, (centred(x, stripeM) > 0 ? 1.07 : 0.95) + 0.3 * (noise(u * 14, v * 14) - 0.5))
      }
    }
    default:
      return (u, v) => lit(base, 1 + 2 * grained(u, v))
  }
  function grained(u: number, v: number): number {
    return 2 * grain * (noise(u / size, v / size) - 0.5) + grain * (noise(u * 9, v * 9) - 0.5)
  }
}

/** A wall or what is seen far off, u to the right and v upwards from the ground. */
export function drawWall(random: RandomStream): Surface {
  const base = mutedColour(random)
  const noise = valueNoise(random)
  const rough = random.within(0.02, 0.14)
  const towards = random.within(-0.1, 0.14)
  const shift = random.within(0, 10)
  const kind = random.pick(['plaster', 'bricks', 'panels', 'stands', 'windows', 'outdoors', 'stripes'])
  const wash = (u: number, v: number): number =>
    1 + towards * (v - 1) * 0.5 + rough * (noise(u * 1.3, v * 1.3) - 0.5) + rough * (noise(u * 6, v * 6) - 0.5)
  switch (kind) {
    case 'bricks': {
      const [wide, high] = [random.within(0.3, 0.7), random.within(0.12, 0.3)]
      return (u, v) => {
        const row = Math.floor(v / high)
        const x = u / wide + (row & 1) * 0.5 + shift
        const joint = fraction(x) < 0.05 || fraction(v / high) < 0.1
        return lit(base, (joint ? 0.8 : 0.94 + 0.14 * noise(Math.floor(x) * 3.7, row * 1.9)) * wash(u, v))
      }
    }
    case 'panels': {
      const wide = random.within(0.5, 1.6)
      const trim = random.within(0.5, 1.3)
      const lower = mutedColour(random)
      return (u, v) => lit(v < trim ? lower : base, (fraction(u / wide + shift) < 0.03 ? 0.75 : 1) * wash(u, v))
    }
    case 'stands': {
      const rowM = random.within(0.28, 0.45)
      const seatM = random.within(0.25, 0.4)
      const seats = [mutedColour(random), mutedColour(random), mutedColour(random)] as const
      return (u, v) => {
        const row = Math.floor(v / rowM)
        const seat = Math.floor(u / seatM + (row & 1) * 0.5 + shift)
        const empty = fraction(v / rowM) > 0.75 || fraction(u / seatM + (row & 1) * 0.5 + shift) < 0.16
        const colour = seats[Math.floor(noise(seat * 7.3, row * 5.1) * 2.999)] ?? base
        return lit(empty ? base : colour, (empty ? 0.72 : 0.88) * wash(u, v))
      }
    }
    case 'windows': {
      const [wide, high] = [random.within(0.9, 1.8), random.within(0.8, 1.5)]
      const sky = fromHue(0.56, random.within(0.05, 0.3), random.within(0.75, 0.98))
      return (u, v) => {
        const [x, y] = [fraction(u / wide + shift), (v - 1) / high]
        const pane = x > 0.15 && x < 0.85 && y > 0 && fraction(y) > 0.1 && fraction(y) < 0.9
        return pane && Math.abs(x - 0.5) > 0.02 ? lit(sky, 0.92 + 0.12 * y) : lit(base, wash(u, v))
      }
    }
    case 'outdoors': {
      const sky = fromHue(0.57, random.within(0.08, 0.4), random.within(0.8, 1))
      const trees = fromHue(random.within(0.2, 0.4), random.within(0.2, 0.5), random.within(0.25, 0.5))
      const tops = random.within(0.8, 2.2)
      return (u, v) => {
        const top = tops * (0.6 + 0.5 * noise(u * 0.8 + shift, 0) + 0.2 * noise(u * 4, 1))
        return v < top ? lit(trees, 0.75 + 0.6 * noise(u * 5, v * 5)) : lit(sky, 1 - 0.06 * (v - top))
      }
    }
    case 'stripes': {
      const other = lit(base, random.within(0.7, 0.9))
      const wide = random.within(0.2, 0.9)
      const slope = random.within(-0.6, 0.6)
      return (u, v) => lit(centred(u + slope * v + shift, wide * 2) > 0 ? base : other, wash(u, v))
    }
    default:
      return (u, v) => lit(base, wash(u, v) + 0.5 * rough * (noise(u * 0.4, v * 0.4) - 0.5))
  }
}

/** Crates, boards and posts between the athlete and the wall. */
export function drawProps(random: RandomStream, wallM: number): Prop[] {
  const count = Math.floor(random.within(0, 4))
  return Array.from({ length: count }, () => {
    const post = random.chance(0.3)
    const middleM = random.within(-2.4, 2.4)
    const halfM = post ? random.within(0.03, 0.08) : random.within(0.15, 0.6)
    const heightM = post ? random.within(1.5, 3) : random.within(0.3, 1.1)
    const colour = mutedColour(random)
    const banded = random.chance(0.4)
    const surface: Surface = (u, v) =>
      lit(colour, (banded && fraction(v * 4) < 0.2 ? 0.8 : 1) * (0.9 + 0.1 * v + 0.05 * u))
    return { leftM: middleM - halfM, rightM: middleM + halfM, heightM, z: -random.within(0.7, wallM - 0.2), surface }
  })
}

function mutedColour(random: RandomStream): Colour {
  return fromHue(random.next(), random.within(0.03, 0.28), random.within(0.5, 0.9))
}

/** A colour made lighter (above 1) or darker, within what a picture holds. */
export function lit([r, g, b]: Colour, light: number): Colour {
  const part = (value: number): number => Math.min(255, Math.max(0, value * light))
  return [part(r), part(g), part(b)]
}

function fraction(value: number): number {
  return value - Math.floor(value)
}

/** Distance from the middle of the stretch of length `period` that the value falls in, negative before it. */
function centred(value: number, period: number): number {
  return (fraction(value / period) - 0.5) * period
}

/** Smooth noise between 0 and 1 with features about one unit in size. */
function valueNoise(random: RandomStream): (x: number, y: number) => number {
  const size = 64
  const grid = Float32Array.from({ length: size * size }, () => random.next())
  const corner = (x: number, y: number): number => grid[((y & 63) << 6) | (x & 63)]!
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const [fx, fy] = [x - left, y - top]
    const [sx, sy] = [fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)]
    const upper = corner(left, top) * (1 - sx) + corner(left + 1, top) * sx
    const lower = corner(left, top + 1) * (1 - sx) + corner(left + 1, top + 1) * sx
    return upper * (1 - sy) + lower * sy
  }
}
