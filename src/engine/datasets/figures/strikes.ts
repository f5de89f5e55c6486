/** Kicks, punches, throws and serves: one side winds up and lets go. The right side leads. */
import { arm, cycleThrough, foot, standingExcept, type StanceParts } from './stance.ts'

export const kicking = cycleThrough([
  [
    0,
    standingExcept({
      pelvis: [0.02, -0.04, 0.02],
      trunk: { lean: 0.16 },
      left: arm(0.6, 0.3, 0.6),
      right: arm(0.5, 2.6, 0.5),
      rightFoot: foot(-0.08, 0.06, 0.04, 0.5),
    }),
  ],
  [
    0.2,
    standingExcept({
      pelvis: [0.06, -0.06, -0.03],
      trunk: { lean: 0.24, turn: 0.3 },
      left: arm(1.3, 0.5, 0.4),
      right: arm(0.9, 2.4, 0.4),
      rightFoot: foot(-0.45, 0.4, 0.02, 0.9),
    }),
  ],
  [
    0.46,
    standingExcept({
      pelvis: [0.05, -0.02, -0.04],
      trunk: { lean: -0.42, turn: -0.3, nod: 0.35 },
      left: arm(1.2, 2.2, 0.4),
      right: arm(1.2, 0.9, 0.4),
      rightFoot: foot(0.97, 1.02, 0.0, -0.3),
    }),
  ],
  [
    0.68,
    standingExcept({
      pelvis: [0.03, -0.04, 0],
      trunk: { lean: 0.0, turn: -0.1 },
      left: arm(0.7, 1.4, 0.5),
      right: arm(0.7, 1.0, 0.5),
      rightFoot: foot(0.34, 0.3, 0.02, 0.3),
    }),
  ],
])

const guard = arm(0.55, -0.1, 2.25, [0.9, 1, -0.4])
const fighting: StanceParts = {
  pelvis: [-0.02, -0.14, 0],
  leftFoot: foot(0.3, 0, 0.08),
  rightFoot: foot(-0.3, 0, 0.08, 0.2),
}
export const punching = cycleThrough([
  [0, standingExcept({ ...fighting, trunk: { lean: 0.1, turn: 0.25 }, left: guard, right: guard })],
  [
    0.2,
    standingExcept({
      ...fighting,
      pelvis: [0.1, -0.16, 0],
      trunk: { lean: 0.2, turn: 0.6 },
      left: arm(1.52, -0.25, 0.03),
      right: guard,
    }),
  ],
  [0.42, standingExcept({ ...fighting, trunk: { lean: 0.1, turn: 0.1 }, left: guard, right: guard })],
  [
    0.64,
    standingExcept({
      ...fighting,
      pelvis: [0.16, -0.18, 0],
      trunk: { lean: 0.3, turn: -0.75 },
      left: guard,
      right: arm(1.52, -0.3, 0.03),
      rightFoot: foot(-0.28, 0, 0.08, 0.7),
    }),
  ],
  [0.86, standingExcept({ ...fighting, trunk: { lean: 0.1, turn: 0.1 }, left: guard, right: guard })],
])

export const throwing = cycleThrough([
  [
    0,
    standingExcept({
      pelvis: [-0.06, -0.05, 0.03],
      trunk: { lean: -0.05, turn: 0.5 },
      left: arm(1.1, 0.2, 0.6),
      right: arm(0.9, 1.9, 1.0, [0.2, 1, 0]),
      leftFoot: foot(0.12, 0.05, 0.04),
      rightFoot: foot(-0.12, 0, 0.05),
    }),
  ],
  [
    0.28,
    standingExcept({
      pelvis: [-0.14, -0.1, 0.04],
      trunk: { lean: -0.28, turn: 1.1, tilt: 0.12 },
      left: arm(1.75, 0.7, 0.1),
      right: arm(1.65, 2.1, 0.7, [0, 1, 0]),
      leftFoot: foot(0.3, 0.22, 0.04, -0.2),
      rightFoot: foot(-0.16, 0, 0.06),
    }),
  ],
  [
    0.52,
    standingExcept({
      pelvis: [0.2, -0.1, 0],
      trunk: { lean: 0.2, turn: -0.2, tilt: -0.1 },
      left: arm(0.8, 1.2, 0.9),
      right: arm(2.5, 0.7, 0.35, [0.6, 1, 0]),
      leftFoot: foot(0.46, 0, 0.05),
      rightFoot: foot(-0.16, 0.02, 0.06, 0.7),
    }),
  ],
  [
    0.74,
    standingExcept({
      pelvis: [0.3, -0.14, 0],
      trunk: { lean: 0.75, turn: -0.8, nod: -0.4 },
      left: arm(0.8, 2.2, 0.6),
      right: arm(1.1, -0.6, 0.2),
      leftFoot: foot(0.46, 0, 0.05),
      rightFoot: foot(-0.12, 0.14, 0.06, 1),
    }),
  ],
])

export const serving = cycleThrough([
  [
    0,
    standingExcept({
      pelvis: [0, -0.06, 0],
      trunk: { lean: 0.18, turn: 0.5 },
      left: arm(0.7, 0.3, 0.2),
      right: arm(0.5, 0.8, 0.5),
      leftFoot: foot(0.16, 0, 0.04),
      rightFoot: foot(-0.16, 0, 0.05),
    }),
  ],
  [
    0.34,
    standingExcept({
      pelvis: [0.02, -0.22, 0],
      trunk: { lean: -0.3, turn: 0.8, tilt: 0.2, nod: -0.5 },
      left: arm(2.9, 0.4, 0.03),
      right: arm(1.7, 1.7, 2.0, [-0.2, 1, 0.1]),
      leftFoot: foot(0.16, 0, 0.04, 0.1),
      rightFoot: foot(-0.1, 0, 0.05, 0.4),
    }),
  ],
  [
    0.58,
    standingExcept({
      pelvis: [0.14, 0.16, 0],
      trunk: { lean: 0.12, turn: -0.1, tilt: -0.25, nod: -0.4 },
      left: arm(1.0, 0.6, 1.2),
      right: arm(2.95, 0.4, 0.05),
      leftFoot: foot(0.2, 0.16, 0.04, 0.9),
      rightFoot: foot(-0.1, 0.18, 0.05, 0.9),
    }),
  ],
  [
    0.78,
    standingExcept({
      pelvis: [0.24, -0.14, 0],
      trunk: { lean: 0.6, turn: -0.7, nod: -0.2 },
      left: arm(0.7, 0.5, 1.4),
      right: arm(0.8, -0.8, 0.2),
      leftFoot: foot(0.32, 0, 0.04),
      rightFoot: foot(-0.24, 0.3, 0.05, 0.9),
    }),
  ],
])
