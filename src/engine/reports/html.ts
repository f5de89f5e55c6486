/** HTML from templates in which everything that is filled in is escaped, unless it is HTML made the same way. */

export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Filling = string | number | Html | null | readonly Filling[]

/** A tagged template: html`<p>${name}</p>`. Null leaves nothing; lists are put one after the other. */
export function html(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Html {
  return new Html(parts.reduce((text, part, i) => text + filled(fillings[i - 1] ?? null) + part))
}

/** A PNG as the address of a picture that the page itself holds. */
export function dataUrl(png: Uint8Array): Html {
  return new Html(`data:image/png;base64,${Buffer.from(png).toString('base64')}`)
}

/** Text as it may stand in HTML and SVG, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return (
    text
      // Control characters are in no alphabet and not allowed in HTML; a name could hold them all the same.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd')
      .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  )
}

/**
 * Text shortened to so many columns, with an ellipsis where something is left out. It is cut between characters as
 * people count them; those of wide scripts and pictures take two columns.
 */
export function shortened(text: string, columns: number): string {
  const all = [...new Intl.Segmenter().segment(text)].map((part) => part.segment)
  const wide = (character: string): number => ((character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1)
  let used = 0
  const kept = all.filter((character) => (used += wide(character)) < columns)
  if (kept.length === all.length || (kept.length === all.length - 1 && used <= columns)) return text
  return `${kept.join('').trimEnd()}…`
}

function filled(filling: Filling): string {
  if (filling === null) return ''
  if (filling instanceof Html) return filling.text
  if (typeof filling === 'object') return filling.map(filled).join('')
  return escapeHtml(String(filling))
}
