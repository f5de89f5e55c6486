/** The theme's colours as a canvas needs them: read from the tokens, so that both themes draw alike. */
export interface Palette {
  readonly surface: string
  readonly sunken: string
  readonly line: string
  readonly lineStrong: string
  readonly text: string
  readonly quiet: string
  readonly accent: string
  readonly good: string
  readonly warning: string
  readonly danger: string
  readonly font: string
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => {
    const value = style.getPropertyValue(name).trim()
    // Builds shorten colours where they can; here every colour has six digits.
    return /^#[0-9a-f]{3}$/i.test(value) ? value.replace(/[0-9a-f]/gi, '$&$&') : value
  }
  return {
    surface: token('--surface'),
    sunken: token('--surface-sunken'),
    line: token('--line'),
    lineStrong: token('--line-strong'),
    text: token('--text'),
    quiet: token('--text-quiet'),
    accent: token('--accent'),
    good: token('--good'),
    warning: token('--warning'),
    danger: token('--danger'),
    font: token('--font'),
  }
}
