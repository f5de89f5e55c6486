/** Dark, light, or as the system says. Kept in this browser. */

export type Theme = 'dark' | 'light' | 'system'

const KEY = 'touchline.theme'
const systemLight = matchMedia('(prefers-color-scheme: light)')

class ThemeChoice {
  chosen = $state<Theme>(read())
  shown = $state<'dark' | 'light'>('dark')

  constructor() {
    this.#apply()
    systemLight.addEventListener('change', () => this.#apply())
  }

  choose(theme: Theme): void {
    this.chosen = theme
    localStorage.setItem(KEY, theme)
    this.#apply()
  }

  /** From dark to light and back. */
  turn(): void {
    this.choose(this.shown === 'dark' ? 'light' : 'dark')
  }

  #apply(): void {
    this.shown = this.chosen === 'system' ? (systemLight.matches ? 'light' : 'dark') : this.chosen
    document.documentElement.dataset['theme'] = this.shown
  }
}

function read(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'system' ? kept : 'dark'
}

export const theme = new ThemeChoice()
