/**
 * Protocols: which clips of a published data set a network learns from and which it is measured on. A number without its
 * protocol says nothing: clips of one person on both sides make it higher than it deserves, and `leaksOf` counts them.
 */

export type Part = 'train' | 'validation' | 'test'

/** Frame indices, both included, counted from 0. */
export interface FrameRange {
  readonly first: number
  readonly last: number
}

/** One clip of a protocol. */
export interface ProtocolClip {
  /** Its name in the set, unique: the path below the set's folder, with `#2` for the second sequence of a video. */
  readonly key: string
  readonly label: string
  /** The person, scene or film that must not stand on both sides. */
  readonly group: string
  /** Null: the whole file. */
  readonly range: FrameRange | null
  /** Absolute path. */
  readonly file: string
  /** The part that the owner's lists give it, by the name of the list; null where a list leaves it out. */
  readonly official?: Readonly<Record<string, Part | null>>
}

/** One round of training and measuring. */
export interface Fold {
  readonly name: string
  /** The part of every clip of the protocol, in their order; null where it is not used. */
  readonly parts: readonly (Part | null)[]
}

export interface Protocol {
  /** `paper`: as the paper split it. `honest`: nobody and no scene on both sides, or the owner's own lists. */
  readonly kind: 'paper' | 'honest'
  /** Short, as a table's column says it: `random 60/20/20`. */
  readonly name: string
  /** A sentence, with the seed where one was drawn by. */
  readonly text: string
  /** Null where nothing was drawn. */
  readonly seed: number | null
  readonly clips: readonly ProtocolClip[]
  readonly folds: readonly Fold[]
}

/** What a fold lets through from learning into measuring. */
export interface Leaks {
  /** Groups with test clips and with clips to learn or choose by, in alphabetical order. */
  readonly groups: readonly string[]
  /** Test clips of those groups. */
  readonly clips: number
}

/** Groups on both sides of a fold: training and validation on one, test on the other. */
export function leaksOf(protocol: Pick<Protocol, 'clips'>, fold: Fold): Leaks {
  const learned = new Set<string>()
  protocol.clips.forEach(({ group }, index) => {
    const part = fold.parts[index]
    if (part === 'train' || part === 'validation') learned.add(group)
  })
  const leaking = protocol.clips.filter(({ group }, index) => fold.parts[index] === 'test' && learned.has(group))
  return { groups: [...new Set(leaking.map(({ group }) => group))].sort(byCodeUnit), clips: leaking.length }
}

/** How many clips of a fold each part has. */
export function sizesOf(fold: Fold): Readonly<Record<Part, number>> {
  const sizes = { train: 0, validation: 0, test: 0 }
  for (const part of fold.parts) if (part !== null) sizes[part] += 1
  return sizes
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
