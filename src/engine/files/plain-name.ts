/**
 * Words as part of a file name that every system takes: `Anna’s «Aufschlag» 3` becomes `anna-s-aufschlag-3`. Letters lose their
 * accents; what is no letter a to z or digit becomes a hyphen between what is. At most 80 characters, empty where nothing is left.
 */
export function plainName(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
}
