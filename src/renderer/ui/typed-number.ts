/**
 * A number as people type it, with a point or a comma; NaN where it is none. For fields of texts: in one for numbers Chromium
 * leaves a comma out without a word, and 0,5 becomes 05.
 */
export function typedNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'))
}

/**
 * Of a whole number as it was typed, its thousands put together: '2,000' → '2000'. The window itself sets them apart, and where
 * there are no fractions three digits behind a sign can be nothing else.
 */
export function wholeText(text: string): string {
  const typed = text.trim()
  return /^\d{1,3}([.,\u00a0\u202f ’']\d{3})+$/.test(typed) ? typed.replace(/\D/g, '') : typed
}
