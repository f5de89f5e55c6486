/** One longer video of a drawn athlete who does several actions in turn: something to label, propose on and review. */
import path from 'node:path'
import { Problem } from '../../../domain/problem.ts'
import { encodeFrames } from '../../../media/encode.ts'
import { makeFolder } from '../../../media/make-folder.ts'
import { actions as everyAction, rest, type Action } from './actions.ts'
import { figureAthlete } from './body.ts'
import { clipFps } from './clip.ts'
import { jointsOf, stanceOf, type PoseOf } from './pose.ts'
import { randomStream, type RandomStream } from './random.ts'
import { filmScene, setScene } from './scene.ts'
import { mixStances, type Stance } from './stance.ts'

export interface LongRecordingRequest {
  /** File to write, an mp4. */
  readonly out: string
  readonly seed: number
  /** Number of the athlete, from 1; one beyond those of a set is somebody the set never showed. */
  readonly athlete: number
  /** Labels of the actions in the order in which they come; gone through again until the time is up. */
  readonly labels: readonly string[]
  readonly lengthSecs?: number
  readonly width?: number
  readonly height?: number
  readonly signal?: AbortSignal
  /** Called with frames drawn and frames in all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** A stretch of the recording in which an action is done; frame indices, both included. */
export interface TrueSegment {
  readonly label: string
  readonly first: number
  readonly last: number
}

export interface LongRecording {
  readonly path: string
  readonly lengthFrames: number
  readonly fps: number
  readonly group: string
  /** In order of time, with standing rests between. */
  readonly segments: readonly TrueSegment[]
}

/** One action within the recording, in seconds. Getting into it and out of it takes blendSecs each, half of it inside. */
interface Bout {
  readonly action: Action
  readonly startSecs: number
  readonly endSecs: number
  readonly periodSecs: number
  readonly startPhase: number
  readonly lead: 'left' | 'right'
}

const blendSecs = 0.4

const codec = { name: 'h264', gop: 50 } as const

/**
 * Draws and encodes a recording, by default 40 s of 320 × 240 at 25 frames a second, H.264.
 * @throws Problem INVALID_INPUT (no such action, or too short for one), CANCELLED, FFMPEG_MISSING, DISK_FULL
 */
export async function renderLongRecording(request: LongRecordingRequest): Promise<LongRecording> {
  const { seed, signal, lengthSecs = 40, width = 320, height = 240 } = request
  const athlete = figureAthlete(seed, request.athlete)
  const key = `recording/${athlete.group}/${request.labels.join('+')}`
  const bouts = planBouts(request.labels.map(findAction), lengthSecs, randomStream(seed, key))
  const scene = setScene({ seed, athlete, visit: 'recording', key, width, height })
  const lengthFrames = Math.round(lengthSecs * clipFps)
  function* draw(): Generator<Uint8Array> {
    const paint = filmScene(scene)
    for (let index = 0; index < lengthFrames; index++) {
      const secs = index / clipFps
      const stance = stanceDuring(bouts, secs, { body: athlete.body, manner: athlete.manner, lead: 'right' })
      yield paint(jointsOf(stance, athlete.body, athlete.manner), { index, secs })
      request.onProgress?.(index + 1, lengthFrames)
    }
  }
  const out = path.resolve(request.out)
  await makeFolder(path.dirname(out))
  await encodeFrames({ out, width, height, fps: clipFps, frames: draw(), codec, signal })
  const segments = bouts.map(({ action, startSecs, endSecs }) => ({
    label: action.label,
    first: Math.ceil(startSecs * clipFps),
    last: Math.floor(endSecs * clipFps),
  }))
  return { path: out, lengthFrames, fps: clipFps, group: athlete.group, segments }
}

function findAction(label: string): Action {
  const found = everyAction.find((action) => action.label === label)
  if (found) return found
  const known = everyAction.map((action) => action.label).join(', ')
  throw new Problem('INVALID_INPUT', `There is no action “${label}” to draw. Actions: ${known}.`)
}

/** Bouts of 3 to 4.6 s with rests of 1.2 to 2.2 s around them, as many as fit. */
function planBouts(actions: readonly Action[], lengthSecs: number, random: RandomStream): Bout[] {
  const bouts: Bout[] = []
  let startSecs = random.within(1.2, 2)
  for (let i = 0; actions.length > 0; i++) {
    const action = actions[i % actions.length]!
    const endSecs = startSecs + random.within(3, 4.6)
    if (endSecs + 1 > lengthSecs) break
    bouts.push({
      action,
      startSecs,
      endSecs,
      periodSecs: action.periodSecs * random.within(0.95, 1.08),
      startPhase: random.next(),
      lead: random.chance(0.5) ? 'left' : 'right',
    })
    startSecs = endSecs + random.within(1.2, 2.2)
  }
  if (bouts.length > 0) return bouts
  throw new Problem(
    'INVALID_INPUT',
    `A recording of ${lengthSecs} s has no room for an action: name one and give it 8 s.`,
  )
}

/** Resting, except near and in a bout: there, half of the change from one to the other is done where the bout begins. */
function stanceDuring(bouts: readonly Bout[], secs: number, poseOf: PoseOf): Stance {
  const resting = stanceOf(rest, secs / rest.periodSecs, poseOf)
  const bout = bouts.find((b) => secs > b.startSecs - blendSecs && secs < b.endSecs + blendSecs)
  if (bout === undefined) return resting
  const share = eased((secs - bout.startSecs) / blendSecs + 0.5) * eased((bout.endSecs - secs) / blendSecs + 0.5)
  const phase = bout.startPhase + (secs - bout.startSecs) / bout.periodSecs
  const doing = stanceOf(bout.action, phase, { ...poseOf, lead: bout.lead })
  return mixStances([
    [doing, share],
    [resting, 1 - share],
  ])
}

/** From 0 to 1 over the numbers from 0 to 1, without a jolt at either end. */
function eased(value: number): number {
  const t = Math.min(1, Math.max(0, value))
  return t * t * (3 - 2 * t)
}
