import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { actions } from './actions.ts'
import { figureAthlete } from './body.ts'
import { actionsOf, clipFps, clipFrames, clipHeight, clipWidth, figureClip, phaseAt } from './clip.ts'
import { poseAt } from './pose.ts'
import { norm, subtract } from './vector.ts'

const kick = actions.find((action) => action.label === 'kick')!

function hashed(seed: number, athlete: number, number: number): string {
  const hash = createHash('sha256')
  const clip = figureClip({ seed, athlete: figureAthlete(seed, athlete), action: kick, number })
  for (const frame of clipFrames(clip)) hash.update(frame)
  return hash.digest('hex')
}

describe('frames of a clip', () => {
  it('are the same bytes for the same seed, so that a result can be repeated', () => {
    expect(hashed(3, 2, 1)).toBe(hashed(3, 2, 1))
  })

  it('differ with the seed, the athlete and the number of the clip', () => {
    expect(new Set([hashed(3, 2, 1), hashed(4, 2, 1), hashed(3, 1, 1), hashed(3, 2, 2)]).size).toBe(4)
  })

  it('are full pictures, 50 to 64 of them', () => {
    const clip = figureClip({ seed: 1, athlete: figureAthlete(1, 1), action: kick, number: 1 })
    const frames = [...clipFrames(clip)]
    expect(frames.length).toBe(clip.lengthFrames)
    for (const frame of frames) expect(frame.length).toBe(clipWidth * clipHeight * 3)
    for (let number = 1; number <= 100; number++) {
      const { lengthFrames } = figureClip({ seed: 1, athlete: figureAthlete(1, 1), action: kick, number })
      expect(lengthFrames).toBeGreaterThanOrEqual(50)
      expect(lengthFrames).toBeLessThanOrEqual(64)
    }
  })

  it('show the athlete whole: head and feet lie inside the picture', () => {
    for (let number = 1; number <= 12; number++) {
      const athlete = figureAthlete(1, number)
      for (const action of actions) {
        const clip = figureClip({ seed: 1, athlete, action, number: 1 })
        const { head, legs } = poseAt(action, 0, clip.poseOf)
        const { camera } = clip.scene
        for (const joint of [head, legs.left.ankle, legs.right.ankle]) {
          const { x, y } = camera.project(joint)
          expect(x).toBeGreaterThan(0.15 * clipWidth)
          expect(x).toBeLessThan(0.85 * clipWidth)
          expect(y).toBeGreaterThan(0)
          expect(y).toBeLessThan(clipHeight)
        }
      }
    }
  })
})

it('every action shows itself in any 16 frames: a hand or foot moves by a fifth of the height at least', () => {
  for (let number = 1; number <= 8; number++) {
    const athlete = figureAthlete(1, number)
    for (const action of actionsOf(10)) {
      const clip = figureClip({ seed: 1, athlete, action, number: 1 })
      const poses = Array.from({ length: clip.lengthFrames }, (_, i) =>
        poseAt(action, phaseAt(clip, i / clipFps), clip.poseOf),
      )
      const third = Math.floor(poses.length / 3)
      for (let first = third; first + 15 <= 2 * third; first++) {
        const shown = poses.slice(first, first + 16)
        const ends = shown.map(({ arms, legs, head }) => [
          ...[arms.left.hand, arms.right.hand, legs.left.ankle, legs.right.ankle, head],
        ])
        const reach = Math.max(
          ...ends[0]!.map((_, end) =>
            Math.max(...ends.flatMap((a) => ends.map((b) => norm(subtract(a[end]!, b[end]!))))),
          ),
        )
        expect(reach / athlete.body.heightM, `${action.label} of ${athlete.group}`).toBeGreaterThan(0.2)
      }
    }
  }
})
