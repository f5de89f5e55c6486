/**
 * A set that is replaced and never changed, so that state may hold it as it is: watching each of a hundred thousand entries, as
 * SvelteSet does, would cost more than all that is done with them.
 */
export function fixedSet<Value>(values: Iterable<Value> = []): ReadonlySet<Value> {
  return new Set(values)
}
