import { randomStream, spread } from './random.ts'

/** Lengths of an athlete's body in metres. Girth scales how thick every part is. */
export interface Body {
  readonly heightM: number
  readonly legM: number
  /** From the hips to the base of the neck. */
  readonly trunkM: number
  readonly armM: number
  /** Share of the leg that is thigh, and of the arm that is upper arm. */
  readonly thighShare: number
  readonly upperArmShare: number
  readonly shoulderHalfM: number
  readonly hipHalfM: number
  readonly headRadiusM: number
  readonly girth: number
}

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [r: number, g: number, b: number]

export const hairStyles = ['short', 'bald', 'bun', 'ponytail', 'band'] as const
export type HairStyle = (typeof hairStyles)[number]

/** What of an athlete's colours stays. */
export interface Look {
  readonly skin: Colour
  readonly hair: Colour
  readonly hairStyle: HairStyle
}

/** What an athlete wears. */
export interface Clothes {
  readonly shirt: Colour
  readonly shorts: Colour
  readonly socks: Colour
  readonly shoes: Colour
  /** Shares of the upper arm, thigh and shin that cloth covers; 2 goes on over the forearm or the shin. */
  readonly sleeve: number
  readonly shortsLength: number
  readonly sockLength: number
}

/** How an athlete moves, whatever the action: wider or smaller, quicker or slower, standing more or less upright. */
export interface Manner {
  readonly amplitude: number
  readonly tempo: number
  readonly stoopRadians: number
  readonly feetApart: number
}

/** A person of the set. */
export interface Athlete {
  /** Name of the athlete, as in file names and as the group of the split: `athlete01`. */
  readonly group: string
  readonly body: Body
  readonly look: Look
  readonly manner: Manner
}

const skins: readonly Colour[] = [
  [236, 186, 148],
  [141, 91, 60],
  [214, 160, 116],
  [96, 61, 43],
  [198, 144, 101],
  [222, 170, 128],
  [168, 113, 77],
]
const hairs: readonly Colour[] = [
  [44, 34, 30],
  [214, 176, 96],
  [112, 68, 40],
  [28, 28, 34],
  [168, 82, 44],
  [150, 148, 146],
]

/** Square roots of primes: multiples of each fill [0, 1) evenly, and no two measures of a body keep step. */
const primes = [5, 2, 3, 7, 11, 13, 19, 23, 29, 31, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101]

/**
 * The athlete of a seed and a number from 1. Measures of the body, looks and manner each follow a sequence that
 * fills its range evenly, so that athletes of a small set differ as clearly as those of a large one.
 */
export function figureAthlete(seed: number, number: number): Athlete {
  const offsets = randomStream(seed, 'athletes')
  let drawn = 0
  const range = (low: number, high: number): number => {
    const irrational = Math.sqrt(primes[drawn++ % primes.length]!)
    return low + (high - low) * spread(number, offsets.next(), irrational)
  }
  const body = bodyFrom(range)
  const look = lookFrom(range)
  const manner = {
    amplitude: range(0.92, 1.06),
    tempo: range(0.9, 1.12),
    stoopRadians: range(-0.03, 0.09),
    feetApart: range(-0.01, 0.07),
  }
  return { group: `athlete${String(number).padStart(2, '0')}`, body, look, manner }
}

/** A number between two bounds; every call is the next measure of the athlete. */
type Range = (low: number, high: number) => number

function bodyFrom(range: Range): Body {
  const heightM = range(1.42, 1.96)
  const legM = heightM * range(0.43, 0.51)
  const headRadiusM = range(0.108, 0.132)
  const neckAndFootM = 0.045 * heightM + 0.35 * headRadiusM
  return {
    heightM,
    legM,
    trunkM: heightM - legM - neckAndFootM - 2 * headRadiusM,
    armM: heightM * range(0.31, 0.375),
    thighShare: range(0.48, 0.54),
    upperArmShare: range(0.49, 0.55),
    shoulderHalfM: heightM * range(0.088, 0.125),
    hipHalfM: heightM * range(0.046, 0.068),
    headRadiusM,
    girth: range(0.9, 1.5),
  }
}

function lookFrom(range: Range): Look {
  return {
    skin: skins[Math.floor(range(0, skins.length))]!,
    hair: hairs[Math.floor(range(0, hairs.length))]!,
    hairStyle: hairStyles[Math.floor(range(0, hairStyles.length))]!,
  }
}

/** What an athlete wears on a visit: something else each time, so that no colour stands for a person or an action. */
export function clothesOf(seed: number, athlete: Athlete, visit: string): Clothes {
  const random = randomStream(seed, 'clothes', athlete.group, visit)
  const hue = random.next()
  const shortsHue = hue + random.within(0.25, 0.75)
  return {
    shirt: fromHue(hue, random.within(0.7, 1), random.within(0.5, 0.9)),
    shorts: fromHue(shortsHue, random.within(0.3, 0.8), random.within(0.22, 0.57)),
    socks: random.chance(0.5) ? [240, 240, 240] : fromHue(hue, 0.7, 0.7),
    shoes: fromHue(random.next(), 0.7, 0.75),
    sleeve: random.chance(0.25) ? 2 : random.within(0.4, 0.85),
    shortsLength: random.chance(0.2) ? 2 : random.within(0.5, 0.9),
    sockLength: random.within(0.12, 0.75),
  }
}

/** A colour from hue, saturation and value, each 0 to 1; hue wraps. */
export function fromHue(hue: number, saturation: number, value: number): Colour {
  const channel = (shift: number): number => {
    const place = (((hue + shift) % 1) + 1) % 1
    const light = Math.min(1, Math.max(0, Math.abs(place * 6 - 3) - 1))
    return Math.round(255 * value * (1 - saturation * (1 - light)))
  }
  return [channel(0), channel(2 / 3), channel(1 / 3)]
}
