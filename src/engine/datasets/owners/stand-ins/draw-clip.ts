/** The frames of a stand-in's clip: a drawn athlete doing an action, with standing between its bouts. */
import { Problem } from '../../../../domain/problem.ts'
import { actions, rest, type Action } from '../../figures/actions.ts'
import { figureAthlete } from '../../figures/body.ts'
import { poseAt, type PoseOf } from '../../figures/pose.ts'
import { randomStream } from '../../figures/random.ts'
import { filmScene, setScene } from '../../figures/scene.ts'
import type { StandInClip, StandInVideo } from './plan.ts'

/**
 * New rgb24 pictures in order, decided by the seed and the clip's name.
 * @param key names the clip among all of the seed
 */
export function* drawClip(
  clip: StandInClip,
  { width, height, fps }: StandInVideo,
  { seed, key }: { readonly seed: number; readonly key: string },
): Generator<Uint8Array> {
  const athlete = figureAthlete(seed, clip.athlete)
  const random = randomStream(seed, 'stand-in', key)
  const action = actionOf(clip.action)
  const periodSecs = (action.periodSecs / athlete.manner.tempo) * random.within(0.94, 1.08)
  const startPhase = random.next()
  const poseOf: PoseOf = { body: athlete.body, manner: athlete.manner, lead: random.chance(0.5) ? 'left' : 'right' }
  const paint = filmScene(setScene({ seed, athlete, visit: clip.visit, key, width, height }))
  const isDone = (index: number): boolean =>
    clip.bouts === undefined || clip.bouts.some(({ first, last }) => index >= first && index <= last)
  for (let index = 0; index < clip.frames; index++) {
    const secs = index / fps
    const doing = isDone(index) ? action : rest
    const phase = doing === rest ? secs / rest.periodSecs : startPhase + secs / periodSecs
    yield paint(poseAt(doing, phase, poseOf), { index, secs })
  }
}

function actionOf(label: string): Action {
  const found = [...actions, rest].find((action) => action.label === label)
  if (found === undefined) throw new Problem('INTERNAL', `There is no action “${label}” to draw.`)
  return found
}
