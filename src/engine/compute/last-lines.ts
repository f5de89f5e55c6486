/** The newest whole lines of a stream that comes in pieces. */
export interface LastLines {
  /** Takes a piece; every line that it completes is handed to `onLine`. */
  add(piece: string, onLine: (line: string) => void): void
  /** The kept lines, oldest first, with a last one that has not ended yet. */
  lines(): string[]
}

const longestLineChars = 2000

/** @param count how many lines are kept */
export function lastLines(count: number): LastLines {
  const kept: string[] = []
  let open = ''
  const keep = (line: string): void => {
    kept.push(line)
    if (kept.length > count) kept.shift()
  }
  return {
    add(piece, onLine) {
      const parts = (open + piece).split(/\r?\n/)
      open = (parts.pop() ?? '').slice(0, longestLineChars)
      for (const part of parts) {
        const line = part.trimEnd().slice(0, longestLineChars)
        if (line === '') continue
        keep(line)
        onLine(line)
      }
    },
    lines: () => (open.trim() === '' ? [...kept] : [...kept, open].slice(-count)),
  }
}
