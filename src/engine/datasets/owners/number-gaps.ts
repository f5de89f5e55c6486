/** Numbers that lack in names that count on. A name can hold any number, a date among them, so gaps are kept as stretches. */

/** Both included. */
interface Stretch {
  readonly first: number
  readonly last: number
}

/** What a stretch is named by its ends alone from: nobody looks for more files one by one. */
const longStretch = 100

/** Names of what lacks from a number to the largest of those that are there; of long stretches the first and the last. */
export function namesOfGaps(numbers: Iterable<number>, from: number, nameOf: (number: number) => string): string[] {
  return gapsBetween(numbers, from).flatMap(({ first, last }) =>
    last - first < longStretch
      ? Array.from({ length: last - first + 1 }, (_, i) => nameOf(first + i))
      : [`${nameOf(first)} to ${nameOf(last)}`],
  )
}

function gapsBetween(numbers: Iterable<number>, from: number): Stretch[] {
  let next = from
  return [...new Set(numbers)]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const gap = number > next ? [{ first: next, last: number - 1 }] : []
      next = Math.max(next, number + 1)
      return gap
    })
}
