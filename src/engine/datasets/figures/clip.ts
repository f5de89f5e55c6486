import { actions, type Action } from './actions.ts'
import type { Athlete } from './body.ts'
import { poseAt, type PoseOf } from './pose.ts'
import { randomStream } from './random.ts'
import { filmScene, setScene, type Scene } from './scene.ts'

/** Pictures of every clip. */
export const clipWidth = 160
export const clipHeight = 120
export const clipFps = 25

/** One short clip of one athlete doing one action. */
export interface FigureClip {
  readonly action: Action
  readonly lengthFrames: number
  /** Phase of the action at the first frame. */
  readonly startPhase: number
  /** Seconds of one cycle in this clip. */
  readonly periodSecs: number
  /** How far, in cycles, the movement runs ahead and behind an even beat. */
  readonly unsteadiness: number
  readonly poseOf: PoseOf
  readonly scene: Scene
}

export interface ClipRequest {
  readonly seed: number
  readonly athlete: Athlete
  readonly action: Action
  /** Number of the clip from 1 among the athlete's clips of the action. */
  readonly number: number
}

/** What a seed says about a clip. Nothing of another clip enters into it. */
export function figureClip({ seed, athlete, action, number }: ClipRequest): FigureClip {
  const key = `${action.label}/${athlete.group}_${number}`
  const random = randomStream(seed, 'clip', key)
  const amplitude = Math.min(1.07, athlete.manner.amplitude * random.within(0.96, 1.04))
  const periodSecs = (action.periodSecs / athlete.manner.tempo) * random.within(0.94, 1.08)
  return {
    action,
    lengthFrames: 50 + Math.floor(random.within(0, 15)),
    startPhase: random.next(),
    periodSecs: Math.min(1.1, Math.max(0.6, periodSecs)),
    unsteadiness: random.within(0, 0.03),
    poseOf: {
      body: athlete.body,
      manner: { ...athlete.manner, amplitude },
      lead: random.chance(0.5) ? 'left' : 'right',
    },
    scene: setScene({ seed, athlete, visit: String(number), key, width: clipWidth, height: clipHeight }),
  }
}

/** Cycles of the action done by a time. */
export function phaseAt({ startPhase, periodSecs, unsteadiness }: FigureClip, secs: number): number {
  return startPhase + secs / periodSecs + unsteadiness * Math.sin((2 * Math.PI * secs) / 1.7)
}

/** The frames of a clip in order, each a new rgb24 picture of clipWidth × clipHeight. */
export function* clipFrames(clip: FigureClip): Generator<Uint8Array> {
  const paint = filmScene(clip.scene)
  for (let index = 0; index < clip.lengthFrames; index++) {
    const secs = index / clipFps
    const joints = poseAt(clip.action, phaseAt(clip, secs), clip.poseOf)
    yield paint(joints, { index, secs })
  }
}

/** The actions of a set of a given size, in the order in which they are taken up. */
export function actionsOf(count: number): readonly Action[] {
  return actions.slice(0, count)
}
