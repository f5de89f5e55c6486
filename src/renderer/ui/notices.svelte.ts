/** Short messages about what just happened. Errors stay until they are closed, the rest leaves by itself. */

export interface Notice {
  readonly id: number
  readonly tone: 'plain' | 'danger'
  readonly text: string
}

const SHOWN_MS = 5000
const MOST = 4

class Notices {
  list = $state<Notice[]>([])
  #lastId = 0

  say(text: string): void {
    const id = this.#add('plain', text)
    setTimeout(() => this.close(id), SHOWN_MS)
  }

  problem(text: string): void {
    if (this.list.some((notice) => notice.text === text)) return
    this.#add('danger', text)
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id)
  }

  #add(tone: Notice['tone'], text: string): number {
    const id = ++this.#lastId
    // Errors stay until they are closed: of too many the oldest that would go by itself makes room, and only then an error.
    const leaving =
      this.list.length < MOST ? undefined : (this.list.find((one) => one.tone === 'plain') ?? this.list[0])
    this.list = [...this.list.filter((one) => one !== leaving), { id, tone, text }]
    return id
  }
}

export const notices = new Notices()
