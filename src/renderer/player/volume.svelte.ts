/** How loud films are played: one setting for the whole window, remembered. */
const KEY = 'touchline.volume'

class Volume {
  /** 0 to 1, also while muted. */
  level = $state(1)
  muted = $state(false)

  constructor() {
    const [level, muted] = (localStorage.getItem(KEY) ?? '').split(' ')
    const read = Number(level)
    if (level !== '' && read >= 0 && read <= 1) this.level = read
    this.muted = muted === 'muted'
  }

  get heard(): number {
    return this.muted ? 0 : this.level
  }

  setLevel(level: number): void {
    this.level = Math.min(1, Math.max(0, level))
    this.muted = this.level === 0
    this.#remember()
  }

  toggleMuted(): void {
    this.muted = !this.muted
    if (!this.muted && this.level === 0) this.level = 0.5
    this.#remember()
  }

  #remember(): void {
    localStorage.setItem(KEY, `${this.level} ${this.muted ? 'muted' : 'heard'}`)
  }
}

export const volume = new Volume()
