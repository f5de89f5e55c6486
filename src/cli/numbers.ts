/** Numbers typed by people: refused with a sentence, not passed on as NaN. */
import { InvalidArgumentError } from 'commander'

/** A parser for whole numbers between two bounds, both allowed. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text.trim()) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
      throw new InvalidArgumentError(`It must be a whole number ${range}.`)
    }
    return value
  }
}

/** A parser for numbers above 0, or from `least` on where that is said, up to `most`. */
export function positiveNumber(most = Number.MAX_VALUE, least?: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(least === undefined ? value > 0 : value >= least) || value > most) {
      const from = least === undefined ? 'above 0' : `from ${least}`
      throw new InvalidArgumentError(`It must be a number ${from}${most === Number.MAX_VALUE ? '' : ` to ${most}`}.`)
    }
    return value
  }
}

/** A parser for shares between 0 and 1. */
export function share(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1.')
  return value
}
