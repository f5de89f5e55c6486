/** A source of random numbers with named sub-streams, so that one seed decides everything and order decides nothing. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number
  /** Uniform whole number in [0, end). `end` is at most 2³². */
  integer(end: number): number
  /** An independent generator: the same for the same seed and name, whatever was drawn before. */
  stream(name: string): Random
  /** The place in the sequence, to go on from after a stop. */
  state(): RandomState
}

export interface RandomState {
  readonly seed: number
  readonly words: readonly [number, number, number, number]
}

/** sfc32 (Chris Doty-Humphrey's small fast counting generator), seeded by a 32-bit number. */
export function createRandom(seed: number): Random {
  return fromState({ seed: seed >>> 0, words: startingWords(seed >>> 0) })
}

export function fromState(from: RandomState): Random {
  let [a, b, c, counter] = from.words
  const nextWord = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  return {
    next: () => nextWord() / 2 ** 32,
    integer: (end) => {
      // Words past the last whole multiple of `end` are drawn again, so that every number is equally likely.
      const limit = 2 ** 32 - (2 ** 32 % end)
      let word = nextWord()
      while (word >= limit) word = nextWord()
      return word % end
    },
    stream: (name) => createRandom(hash(name, from.seed)),
    state: () => ({ seed: from.seed, words: [a, b, c, counter] }),
  }
}

/** Shuffles in place (Fisher-Yates) and returns the same array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.integer(last + 1)
    const kept = items[last] as T
    items[last] = items[other] as T
    items[other] = kept
  }
  return items
}

function startingWords(seed: number): [number, number, number, number] {
  return [hash('a', seed) | 0, hash('b', seed) | 0, hash('c', seed) | 0, 1]
}

/** FNV-1a over the name's UTF-16 units, then murmur3's finaliser, so that near seeds give far streams. */
function hash(name: string, seed: number): number {
  let word = (0x811c9dc5 ^ seed) | 0
  for (let index = 0; index < name.length; index++) {
    word = Math.imul(word ^ name.charCodeAt(index), 0x01000193)
  }
  word ^= word >>> 16
  word = Math.imul(word, 0x85ebca6b)
  word ^= word >>> 13
  word = Math.imul(word, 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}
