/** An edit is a list of changed rows with both sides, so that it can be taken back and done again without knowing what it was. */

/** One row before and after: null before, it was made; null after, it is gone. */
export interface Change<Row> {
  readonly before: Row | null
  readonly after: Row | null
}

/** 'do' (also again) goes from before to after, 'undo' from after to before. */
export type Direction = 'do' | 'undo'

/** Which side must be found for the step to be possible, and which side it leaves. */
export function sidesOf<Row>(change: Change<Row>, direction: Direction): { expected: Row | null; target: Row | null } {
  return direction === 'do'
    ? { expected: change.before, target: change.after }
    : { expected: change.after, target: change.before }
}

/** The changes in the order in which a step goes through them: taking back starts with the last. */
export function inOrder<C>(changes: readonly C[], direction: Direction): readonly C[] {
  return direction === 'do' ? changes : changes.toReversed()
}

/** Whether two flat rows hold the same fields. */
export function sameRow(a: object | null, b: object | null): boolean {
  if (a === null || b === null) return a === b
  const left = new Map<string, unknown>(Object.entries(a))
  const right = Object.entries(b)
  return left.size === right.length && right.every(([key, value]) => left.has(key) && left.get(key) === value)
}
