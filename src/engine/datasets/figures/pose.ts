import { withAmplitude, type Action } from './actions.ts'
import type { Body, Manner } from './body.ts'
import { mirrored, type Arm, type Foot, type Sides, type Stance } from './stance.ts'
import { add, along, lean, norm, scale, subtract, tilt, turn, unit, unitPerpendicular, type Vec3 } from './vector.ts'

export interface ArmJoints {
  readonly shoulder: Vec3
  readonly elbow: Vec3
  readonly wrist: Vec3
  /** The end of the fist. */
  readonly hand: Vec3
}

export interface LegJoints {
  readonly hip: Vec3
  readonly knee: Vec3
  readonly ankle: Vec3
  readonly heel: Vec3
  readonly toe: Vec3
}

/** Where the joints of a body are, in metres from the point on the ground that it stands on: forward, up, right. */
export interface Joints {
  readonly pelvis: Vec3
  readonly waist: Vec3
  /** Base of the neck. */
  readonly neck: Vec3
  readonly head: Vec3
  /** Unit directions in which the face looks and in which the head points up. */
  readonly gaze: Vec3
  readonly crown: Vec3
  readonly arms: Sides<ArmJoints>
  readonly legs: Sides<LegJoints>
}

/** Joints of a body at a phase of an action, in cycles since the start. */
export function poseAt(action: Action, phase: number, poseOf: PoseOf): Joints {
  return jointsOf(stanceOf(action, phase, poseOf), poseOf.body, poseOf.manner)
}

/** The stance of an action at a phase, as wide as the athlete's manner has it and with the leading side leading. */
export function stanceOf(action: Action, phase: number, { manner, lead }: PoseOf): Stance {
  const done = withAmplitude(action.stanceAt(phase), manner.amplitude)
  return lead === 'right' ? done : mirrored(done)
}

/** Who moves. */
export interface PoseOf {
  readonly body: Body
  readonly manner: Manner
  /** The side that kicks, throws, steps out. */
  readonly lead: 'left' | 'right'
}

/** The joints of a body that holds a stance. Bones keep their length, feet never go below the ground. */
export function jointsOf(stance: Stance, body: Body, manner: Manner): Joints {
  const { trunk } = stance
  const uprightM = body.legM * 0.992 + soleOf(body)
  const pelvis: Vec3 = [
    stance.pelvis[0] * body.legM,
    uprightM + stance.pelvis[1] * body.legM,
    stance.pelvis[2] * body.legM,
  ]
  const leanRadians = trunk.lean + manner.stoopRadians
  // The spine bends along its length: the lower back takes the smaller part.
  const lower = (v: Vec3): Vec3 => lean(tilt(turn(v, trunk.turn * 0.5), trunk.tilt * 0.4), leanRadians * 0.7)
  const upper = (v: Vec3): Vec3 => lean(tilt(turn(v, trunk.turn), trunk.tilt), leanRadians)
  const waist = add(pelvis, lower([0, body.trunkM * 0.4, 0]))
  const neck = add(waist, upper([0, body.trunkM * 0.6, 0]))
  const look = (v: Vec3): Vec3 => lean(turn(v, trunk.turn * 0.35), leanRadians * 0.75 + trunk.nod)
  const crown = look([0, 1, 0])
  const armOf = (held: Arm, side: 1 | -1): ArmJoints => {
    const shoulder = add(neck, upper([0, -body.trunkM * 0.07, side * body.shoulderHalfM]))
    const outward = (v: Vec3): Vec3 => upper([v[0], v[1], v[2] * side])
    const elbow = along(shoulder, outward(held.upper), body.armM * body.upperArmShare)
    const fore = outward(held.fore)
    const wrist = along(elbow, fore, body.armM * (1 - body.upperArmShare))
    return { shoulder, elbow, wrist, hand: along(wrist, fore, body.armM * 0.1) }
  }
  const legOf = (held: Foot, side: 1 | -1): LegJoints =>
    legJoints(add(pelvis, turn([0, 0, side * body.hipHalfM], trunk.turn * 0.5)), held, side, { body, manner })
  return {
    pelvis,
    waist,
    neck,
    head: along(neck, crown, body.headRadiusM * 1.35),
    gaze: look([1, 0, 0]),
    crown,
    arms: { left: armOf(stance.arms.left, -1), right: armOf(stance.arms.right, 1) },
    legs: { left: legOf(stance.feet.left, -1), right: legOf(stance.feet.right, 1) },
  }
}

function legJoints(hip: Vec3, held: Foot, side: 1 | -1, { body, manner }: Pick<PoseOf, 'body' | 'manner'>): LegJoints {
  const [forward, up, outward] = held.at
  const soleM = soleOf(body)
  const wanted: Vec3 = [
    forward * body.legM,
    // Toes that point down lift the ankle: the ball of the foot stays on the ground.
    soleM + Math.max(0, up) * body.legM + Math.max(0, Math.sin(held.pointing)) * body.heightM * 0.05,
    side * (body.hipHalfM + (outward + manner.feetApart) * body.legM),
  ]
  const thighM = body.legM * body.thighShare
  const shinM = body.legM - thighM
  const line = subtract(wanted, hip)
  const reachM = Math.min(norm(line), body.legM * 0.998)
  const direction = unit(line)
  const ankle = along(hip, direction, reachM)
  // Law of cosines: how far down the line from hip to ankle the knee is, and how far out of it.
  const downM = (reachM * reachM + thighM * thighM - shinM * shinM) / (2 * Math.max(reachM, 1e-6))
  const outM = Math.sqrt(Math.max(0, thighM * thighM - downM * downM))
  // A hanging leg bends its knee forward, a leg that is raised forward bends it upward.
  const kneeSide = unitPerpendicular([-direction[1], direction[0], side * (0.12 + outward * 0.5)], direction, [1, 0, 0])
  const knee = add(along(hip, direction, downM), scale(kneeSide, outM))
  const sole: Vec3 = turn([Math.cos(held.pointing), -Math.sin(held.pointing), 0], side * 0.2)
  return {
    hip,
    knee,
    ankle,
    heel: along(add(ankle, [0, -soleM * 0.45, 0]), sole, -body.heightM * 0.02),
    toe: along(add(ankle, [0, -soleM * 0.45, 0]), sole, body.heightM * 0.085),
  }
}

/** Height of the ankle over the ground. */
function soleOf(body: Body): number {
  return body.heightM * 0.03
}
