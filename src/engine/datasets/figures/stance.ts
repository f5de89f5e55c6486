import { add, scale, unit, unitPerpendicular, type Vec3 } from './vector.ts'

/** One of a pair of limbs. */
export interface Sides<T> {
  readonly left: T
  readonly right: T
}

/** Unit directions of an arm in the frame of the chest: forward, up, outward (away from the body on its own side). */
export interface Arm {
  readonly upper: Vec3
  readonly fore: Vec3
}

export interface Foot {
  /** Where the ankle is, in leg lengths: forward and outward of where the hip stands at rest, up from the ground. */
  readonly at: Vec3
  /** Radians that the toes point below the horizontal. */
  readonly pointing: number
}

/**
 * How a body holds itself, in units of its own limbs, so that one stance suits every body: what an action gives for a
 * phase and what a body turns into joints.
 */
export interface Stance {
  /** Of the pelvis from upright standing, in leg lengths: forward, up, to the right. */
  readonly pelvis: Vec3
  /** Radians. Leaning forward, turning to the right, tilting to the right; `nod` bends the head forward. */
  readonly trunk: { readonly lean: number; readonly turn: number; readonly tilt: number; readonly nod: number }
  readonly arms: Sides<Arm>
  readonly feet: Sides<Foot>
}

/**
 * An arm from its angles in radians.
 * @param raise of the upper arm from hanging: π/2 is level, π is up
 * @param out where it is raised to: 0 forward, π/2 sideways, π backward, negative across the chest
 * @param bend of the elbow: 0 is straight
 * @param towards where the forearm bends to, in the frame of the chest
 */
export function arm(raise: number, out: number, bend: number, towards: Vec3 = [0.9, 0.4, -0.2]): Arm {
  const level = Math.sin(raise)
  const upper: Vec3 = [level * Math.cos(out), -Math.cos(raise), level * Math.sin(out)]
  const side = unitPerpendicular(towards, upper, [1, 0, 0])
  return { upper, fore: add(scale(upper, Math.cos(bend)), scale(side, Math.sin(bend))) }
}

export function foot(forward: number, up: number, outward: number, pointing = 0): Foot {
  return { at: [forward, up, outward], pointing }
}

export function bothSides<T>(value: T): Sides<T> {
  return { left: value, right: value }
}

/** Upright, arms hanging, feet a little apart. */
export const standing: Stance = {
  pelvis: [0, 0, 0],
  trunk: { lean: 0.02, turn: 0, tilt: 0, nod: 0 },
  arms: bothSides(arm(0.16, 1.4, 0.22)),
  feet: bothSides(foot(0, 0, 0.05)),
}

/** What of a stance differs from standing. */
export interface StanceParts {
  readonly pelvis?: Stance['pelvis']
  readonly trunk?: Partial<Stance['trunk']>
  readonly right?: Arm
  readonly left?: Arm
  readonly rightFoot?: Foot
  readonly leftFoot?: Foot
  /** Where neither foot is said to be elsewhere. */
  readonly feet?: Foot
}

/** Standing, except for what is named. */
export function standingExcept(parts: StanceParts): Stance {
  const { pelvis, trunk, right, left, rightFoot, leftFoot, feet } = parts
  return {
    pelvis: pelvis ?? standing.pelvis,
    trunk: { ...standing.trunk, ...trunk },
    arms: { left: left ?? standing.arms.left, right: right ?? standing.arms.right },
    feet: { left: leftFoot ?? feet ?? standing.feet.left, right: rightFoot ?? feet ?? standing.feet.right },
  }
}

/** The same stance with left and right exchanged. */
export function mirrored({ pelvis, trunk, arms, feet }: Stance): Stance {
  return {
    pelvis: [pelvis[0], pelvis[1], -pelvis[2]],
    trunk: { lean: trunk.lean, turn: -trunk.turn, tilt: -trunk.tilt, nod: trunk.nod },
    arms: { left: arms.right, right: arms.left },
    feet: { left: feet.right, right: feet.left },
  }
}

/** Weighted sum of stances, weights adding up to one; directions of arms are made unit again. */
export function mixStances(parts: readonly (readonly [stance: Stance, weight: number])[]): Stance {
  const number = (of: (stance: Stance) => number): number => parts.reduce((sum, [s, w]) => sum + of(s) * w, 0)
  const vector = (of: (stance: Stance) => Vec3): Vec3 =>
    parts.reduce<Vec3>((sum, [s, w]) => add(sum, scale(of(s), w)), [0, 0, 0])
  const armOf = (side: 'left' | 'right'): Arm => ({
    upper: unit(vector((s) => s.arms[side].upper)),
    fore: unit(vector((s) => s.arms[side].fore)),
  })
  const footOf = (side: 'left' | 'right'): Foot => ({
    at: vector((s) => s.feet[side].at),
    pointing: number((s) => s.feet[side].pointing),
  })
  return {
    pelvis: vector((s) => s.pelvis),
    trunk: {
      lean: number((s) => s.trunk.lean),
      turn: number((s) => s.trunk.turn),
      tilt: number((s) => s.trunk.tilt),
      nod: number((s) => s.trunk.nod),
    },
    arms: { left: armOf('left'), right: armOf('right') },
    feet: { left: footOf('left'), right: footOf('right') },
  }
}

/** A stance at a time of a movement: time is the share of the cycle, in [0, 1). */
export type KeyStance = readonly [time: number, stance: Stance]

/**
 * A closed movement through stances: cubic Hermite pieces with finite-difference tangents, so that the body passes
 * through the keys without stopping at each. Keys are in order of time.
 */
export function cycleThrough(keys: readonly KeyStance[]): (phase: number) => Stance {
  const count = keys.length
  const keyAt = (i: number): KeyStance => {
    const [time, stance] = keys[((i % count) + count) % count]!
    return [time + Math.floor(i / count), stance]
  }
  return (phase) => {
    const wrapped = phase - Math.floor(phase)
    let i = count - 1
    while (i >= 0 && keyAt(i)[0] > wrapped) i--
    const [before, from, to, after] = [keyAt(i - 1), keyAt(i), keyAt(i + 1), keyAt(i + 2)]
    const gap = to[0] - from[0]
    const t = (wrapped - from[0]) / gap
    const leaving = (t * (1 - t) ** 2 * gap) / (to[0] - before[0])
    const arriving = (t * t * (t - 1) * gap) / (after[0] - from[0])
    const arrived = t * t * (3 - 2 * t)
    return mixStances([
      [before[1], -leaving],
      [from[1], 1 - arrived - arriving],
      [to[1], arrived + leaving],
      [after[1], arriving],
    ])
  }
}
