/**
 * A text as a terminal may print it: control characters, with which a file's name could move the cursor, recolour or retitle the
 * terminal, are written out. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, (sign) => `\\x${sign.codePointAt(0)!.toString(16).padStart(2, '0')}`)
}
