/** Edits one after the other: the second is asked for when the first is confirmed, so that undo takes back what one sees. */
export class EditQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs a piece of work after all that were asked for before it, whether those succeeded or not. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work)
    this.#last = result.catch(() => undefined)
    return result
  }
}
