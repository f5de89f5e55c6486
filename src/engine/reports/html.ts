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

/** Text as it may stand in HTML and SVG, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return (
    text
      // Control characters are in no alphabet and not allowed in HTML; a name could hold them all the same.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd')
      .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  )
}

/** Text shortened to so many characters as people count them, with an ellipsis where something is left out. */
export function shortened(text: string, characters: number): string {
  const all = [...new Intl.Segmenter().segment(text)]
  if (all.length <= characters) return text
  return `${all
    .slice(0, characters - 1)
    .map((part) => part.segment)
    .join('')
    .trimEnd()}…`
}

function filled(filling: Filling): string {
  if (filling === null) return ''
  if (filling instanceof Html) return filling.text
  if (typeof filling === 'object') return filling.map(filled).join('')
  return escapeHtml(String(filling))
}
