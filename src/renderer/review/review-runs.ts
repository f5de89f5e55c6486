/** What the commands do on the Review page. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import { volume } from '../player/volume.svelte.ts'
import type { Review } from './review.svelte.ts'

interface Reach {
  readonly player: Player
  readonly review: Review
  readonly explain: () => void
  /** Takes a step of the session's history. */
  readonly step: (way: 'undo' | 'redo') => void
}

export function reviewRuns({ player, review, explain, step }: Reach): Readonly<Record<CommandsOf<'review'>, Run>> {
  return {
    'play.toggle': () => player.toggle(),
    'play.back': () => player.step(-1),
    'play.on': () => player.step(1),
    'play.backTen': () => player.step(-10),
    'play.onTen': () => player.step(10),
    'play.backSecond': () => player.stepSecs(-1),
    'play.onSecond': () => player.stepSecs(1),
    'play.first': () => player.step(-player.frames),
    'play.last': () => player.step(player.frames),
    'play.backward': () => player.shuttle(-1),
    'play.stop': () => player.pause(),
    'play.forward': () => player.shuttle(1),
    'play.sound': () => volume.toggleMuted(),
    'edit.undo': () => step('undo'),
    'edit.redo': () => step('redo'),
    'segment.first': () => void review.setBound('first'),
    'segment.last': () => void review.setBound('last'),
    'segment.accept': () => void review.decide('accepted'),
    'segment.reject': () => void review.decide('rejected'),
    'segment.nextProposal': () => review.next(),
    'segment.explain': explain,
  }
}
