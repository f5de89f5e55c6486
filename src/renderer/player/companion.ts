/** Pictures that go along with a player: the same moment in other recordings. */
export interface Companion {
  /** Shows a moment, in seconds of the player's recording. */
  show(secs: number): void
  /** Whether all of its pictures are on screen, or can't be. */
  readonly settled: boolean
  /** How far the picture that is farthest behind is from what was asked for, in seconds of the player's recording. */
  readonly behindSecs: number
}
