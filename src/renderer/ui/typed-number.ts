/**
 * A number as people type it, with a point or a comma; NaN where it is none. For fields of texts: in one for numbers Chromium
 * leaves a comma out without a word, and 0,5 becomes 05.
 */
export function typedNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'))
}
