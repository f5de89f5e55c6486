/** What the engine says of some segments, among those that are shown. */
import type { Segment } from '../../contract/things.ts'

/**
 * Segments with some of them replaced or added. The same array where nothing is new, and the same objects where they are.
 * @param ids of all that may have changed: those that are not given are gone
 */
export function putIn(
  segments: readonly Segment[],
  given: readonly Segment[],
  ids: readonly string[] = given.map(({ id }) => id),
): readonly Segment[] {
  const named = new Set(ids)
  const before = new Map(segments.filter(({ id }) => named.has(id)).map((segment) => [segment.id, segment]))
  const put = given.map((segment) => {
    const known = before.get(segment.id)
    return known !== undefined && JSON.stringify(known) === JSON.stringify(segment) ? known : segment
  })
  if (put.length === before.size && put.every((segment) => before.get(segment.id) === segment)) return segments
  return segments
    .filter(({ id }) => !named.has(id))
    .concat(put)
    .sort((a, b) => a.first - b.first || a.last - b.last)
}
