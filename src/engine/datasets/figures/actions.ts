import { armCircles, highKnees, jumpingJack, lunging, squatting, toeTouching } from './drills.ts'
import { arm, foot, mixStances, standing, standingExcept, type Stance } from './stance.ts'
import { kicking, punching, serving, throwing } from './strikes.ts'

/** A movement that repeats: the stance at every phase of its cycle, done with the right side leading. */
export interface Action {
  readonly label: string
  /** Seconds of one cycle, before an athlete's and a clip's own tempo. */
  readonly periodSecs: number
  readonly stanceAt: (phase: number) => Stance
}

/** Every action there is, in the order in which a set of fewer takes them. */
export const actions: readonly Action[] = [
  { label: 'jumping-jack', periodSecs: 0.84, stanceAt: jumpingJack },
  { label: 'squat', periodSecs: 0.88, stanceAt: squatting },
  { label: 'high-knees', periodSecs: 0.66, stanceAt: highKnees },
  { label: 'punch', periodSecs: 0.92, stanceAt: punching },
  { label: 'arm-circles', periodSecs: 0.86, stanceAt: armCircles },
  { label: 'toe-touch', periodSecs: 0.94, stanceAt: toeTouching },
  { label: 'kick', periodSecs: 0.9, stanceAt: kicking },
  { label: 'lunge', periodSecs: 0.94, stanceAt: lunging },
  { label: 'throw', periodSecs: 0.94, stanceAt: throwing },
  { label: 'serve', periodSecs: 0.96, stanceAt: serving },
]

/** Standing at ease: breathing and shifting weight, for the time between actions. */
export const rest: Action = {
  label: 'rest',
  periodSecs: 3.2,
  stanceAt: (phase) => {
    const sway = Math.sin(2 * Math.PI * phase)
    const breath = Math.sin(4 * Math.PI * phase)
    return standingExcept({
      pelvis: [0.005 * breath, -0.01, 0.035 * sway],
      trunk: { lean: 0.03 + 0.01 * breath, turn: 0.06 * sway, nod: 0.04 * breath },
      left: arm(0.16 + 0.03 * breath, 1.3, 0.25),
      right: arm(0.16 + 0.03 * breath, 1.3, 0.25),
      feet: foot(0, 0, 0.05),
    })
  },
}

/** An action done wider (above 1) or smaller (below 1) than written. */
export function withAmplitude(done: Stance, amplitude: number): Stance {
  return mixStances([
    [done, amplitude],
    [standing, 1 - amplitude],
  ])
}
