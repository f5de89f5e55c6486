/** What the commands for playing do, on every page that has a player. */
import type { Player } from './player.svelte.ts'
import { volume } from './volume.svelte.ts'

export function playRuns(player: Player) {
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
  }
}
