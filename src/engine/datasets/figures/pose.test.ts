import { describe, expect, it } from 'vitest'
import { actions, rest } from './actions.ts'
import { figureAthlete } from './body.ts'
import { poseAt, type Joints, type PoseOf } from './pose.ts'
import { norm, subtract, type Vec3 } from './vector.ts'

const people = [1, 2, 3, 4, 5].map((number) => figureAthlete(7, number))
const phases = Array.from({ length: 120 }, (_, i) => i / 120)

function poseOf(person: (typeof people)[number], lead: 'left' | 'right' = 'right'): PoseOf {
  return { body: person.body, manner: person.manner, lead }
}

function distance(a: Vec3, b: Vec3): number {
  return norm(subtract(a, b))
}

function everyJoint(joints: Joints): Vec3[] {
  const { arms, legs } = joints
  return [
    joints.head,
    joints.pelvis,
    ...[arms.left, arms.right].flatMap((arm) => [arm.shoulder, arm.elbow, arm.hand]),
    ...[legs.left, legs.right].flatMap((leg) => [leg.hip, leg.knee, leg.ankle, leg.toe]),
  ]
}

describe.each([...actions, rest].map((action) => [action.label, action] as const))('%s', (_, action) => {
  it('never stretches a bone: a figure stays one person through the whole movement', () => {
    for (const person of people) {
      const { armM, upperArmShare, legM, thighShare } = person.body
      for (const phase of phases) {
        const { arms, legs } = poseAt(action, phase, poseOf(person))
        for (const arm of [arms.left, arms.right]) {
          expect(distance(arm.shoulder, arm.elbow)).toBeCloseTo(armM * upperArmShare, 6)
          expect(distance(arm.elbow, arm.wrist)).toBeCloseTo(armM * (1 - upperArmShare), 6)
        }
        for (const leg of [legs.left, legs.right]) {
          expect(distance(leg.hip, leg.knee)).toBeCloseTo(legM * thighShare, 6)
          expect(distance(leg.knee, leg.ankle)).toBeCloseTo(legM * (1 - thighShare), 6)
        }
      }
    }
  })

  it('keeps every joint above the ground', () => {
    for (const person of people) {
      for (const phase of phases) {
        const lowest = Math.min(...everyJoint(poseAt(action, phase, poseOf(person))).map((joint) => joint[1]))
        expect(lowest).toBeGreaterThan(-0.02)
      }
    }
  })

  it('moves without a jump, also from the end of a cycle into the next', () => {
    for (const person of people) {
      for (const phase of phases) {
        const now = everyJoint(poseAt(action, phase, poseOf(person)))
        const next = everyJoint(poseAt(action, phase + 1 / 120, poseOf(person)))
        const farthest = Math.max(...now.map((joint, i) => distance(joint, next[i]!)))
        // The quickest fist, a throw's, travels a quarter of an arm in a 120th of a cycle; a jump would be far more.
        expect(farthest).toBeLessThan(person.body.armM * 0.3)
      }
    }
  })

  it('is the mirror image where the left side leads', () => {
    const person = people[0]!
    for (const phase of phases) {
      const right = poseAt(action, phase, poseOf(person, 'right'))
      const left = poseAt(action, phase, poseOf(person, 'left'))
      const [x, y, z] = right.legs.right.ankle
      expect(distance(left.legs.left.ankle, [x, y, -z])).toBeLessThan(1e-9)
      const [handX, handY, handZ] = right.arms.left.hand
      expect(distance(left.arms.right.hand, [handX, handY, -handZ])).toBeLessThan(1e-9)
    }
  })
})

it('stands upright at its height at rest', () => {
  for (const person of people) {
    const { head, crown } = poseAt(rest, 0, poseOf(person))
    const top = head[1] + crown[1] * person.body.headRadiusM
    expect(top / person.body.heightM).toBeGreaterThan(0.95)
    expect(top / person.body.heightM).toBeLessThan(1.03)
  }
})
