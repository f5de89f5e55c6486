/** A complaint about names, as one part of a sentence: at most eight, so that a message stays readable. */
export function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ''
  return [`${what} ${names.slice(0, 8).join(', ')}${more}`]
}
