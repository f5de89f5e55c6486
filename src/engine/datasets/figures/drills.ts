/** Drills: what is done on the spot with both sides alike or in turn. The right side leads. */
import { arm, cycleThrough, foot, standingExcept, type Arm, type Foot, type Stance } from './stance.ts'

/** 0 at phase 0, 1 at phase ½, smooth. */
function thereAndBack(phase: number): number {
  return (1 - Math.cos(2 * Math.PI * phase)) / 2
}

export function jumpingJack(phase: number): Stance {
  const open = thereAndBack(phase)
  const hop = 0.13 * Math.abs(Math.sin(2 * Math.PI * phase)) ** 0.8
  const wings = arm(0.15 + 2.75 * open, 1.5, 0.25, [0.3, 0.6, -0.5])
  const step = foot(0, hop, 0.02 + 0.42 * open, 0.5 * Math.min(1, hop * 9))
  return standingExcept({
    pelvis: [0, hop - 0.02 - 0.1 * open, 0],
    left: wings,
    right: wings,
    leftFoot: step,
    rightFoot: step,
  })
}

export const squatting = cycleThrough([
  [0, standingExcept({ left: arm(0.2, 0.3, 0.2), right: arm(0.2, 0.3, 0.2), feet: foot(0, 0, 0.14) })],
  [
    0.5,
    standingExcept({
      pelvis: [-0.21, -0.53, 0],
      trunk: { lean: 0.72, nod: -0.35 },
      left: arm(2.2, 0.1, 0.1),
      right: arm(2.2, 0.1, 0.1),
      feet: foot(0, 0, 0.14),
    }),
  ],
])

export function highKnees(phase: number): Stance {
  const swing = Math.sin(2 * Math.PI * phase)
  const bounce = 0.05 * Math.abs(Math.sin(2 * Math.PI * phase))
  const leg = (lift: number): Foot => {
    const up = Math.max(0, lift)
    return foot(0.2 * up, 0.52 * up ** 1.2 + bounce, 0.01, 0.25 + 0.45 * up)
  }
  const pump = (forward: number): Arm => arm(0.15 + 0.85 * forward, 0, 1.55, [1, 0.9, -0.2])
  return standingExcept({
    pelvis: [0, bounce - 0.01, 0],
    trunk: { lean: 0.1, turn: 0.18 * swing },
    right: pump(-swing),
    left: pump(swing),
    rightFoot: leg(swing),
    leftFoot: leg(-swing),
  })
}

/** Windmills: one arm comes down in front while the other goes up behind. */
export function armCircles(phase: number): Stance {
  const circle = (of: number): Arm => arm(2 * Math.PI * of, 0.3, 0.08)
  return standingExcept({
    pelvis: [0, -0.02 - 0.02 * Math.cos(4 * Math.PI * phase), 0],
    trunk: { lean: 0.06, turn: 0.3 * Math.sin(2 * Math.PI * phase) },
    left: circle(phase),
    right: circle(phase + 0.5),
    feet: foot(0, 0, 0.12),
  })
}

const reach = arm(2.85, 0.5, 0.1)
const touch = arm(2.0, 0.0, 0.06)
export const toeTouching = cycleThrough([
  [0, standingExcept({ trunk: { lean: -0.08, nod: -0.2 }, left: reach, right: reach, feet: foot(0, 0, 0.08) })],
  [
    0.5,
    standingExcept({
      pelvis: [-0.22, -0.05, 0],
      trunk: { lean: 1.95, nod: 0.2 },
      left: touch,
      right: touch,
      feet: foot(0, 0, 0.08),
    }),
  ],
])

const onHips = arm(0.6, 2.0, 1.85, [0.5, -0.4, -1])
const hands = { left: onHips, right: onHips }
export const lunging = cycleThrough([
  [0, standingExcept({ ...hands })],
  [
    0.2,
    standingExcept({
      ...hands,
      pelvis: [0.14, -0.08, 0],
      rightFoot: foot(0.4, 0.2, 0.04, -0.1),
      leftFoot: foot(0, 0, 0.04, 0.2),
    }),
  ],
  [
    0.5,
    standingExcept({
      ...hands,
      pelvis: [0.36, -0.44, 0],
      trunk: { lean: 0.06 },
      rightFoot: foot(0.78, 0, 0.06),
      leftFoot: foot(-0.1, 0.08, 0.04, 1),
    }),
  ],
  [
    0.8,
    standingExcept({
      ...hands,
      pelvis: [0.12, -0.1, 0],
      rightFoot: foot(0.36, 0.18, 0.04, -0.1),
      leftFoot: foot(0, 0, 0.04, 0.3),
    }),
  ],
])
