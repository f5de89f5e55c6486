/** What the commands for playing do, on every page that has a player. */
import type { Player } from './player.svelte.ts'
import { volume } from './volume.svelte.ts'

/** @param playerNow asked at each press: a page may have several */
export function playRuns(playerNow: () => Player) {
  return {
    'play.toggle': () => playerNow().toggle(),
    'play.back': () => playerNow().step(-1),
    'play.on': () => playerNow().step(1),
    'play.backTen': () => playerNow().step(-10),
    'play.onTen': () => playerNow().step(10),
    'play.backSecond': () => playerNow().stepSecs(-1),
    'play.onSecond': () => playerNow().stepSecs(1),
    'play.first': () => playerNow().step(-playerNow().frames),
    'play.last': () => playerNow().step(playerNow().frames),
    'play.backward': () => playerNow().shuttle(-1),
    'play.stop': () => playerNow().pause(),
    'play.forward': () => playerNow().shuttle(1),
    'play.sound': () => volume.toggleMuted(),
  }
}
