/** A published data set as its owner hands it out, read by names and lists; and what is wrong or odd about this copy. */
import type { FrameRange, Part } from '../../../domain/protocols.ts'

export const setNames = ['ucf11', 'kth', 'hmdb51', 'ucf101', 'ut-interaction', 'folder'] as const
export type SetName = (typeof setNames)[number]

/** One video of a set. */
export interface OwnersClip {
  /** Path below the set's folder, with forward slashes. */
  readonly key: string
  /** Absolute path. */
  readonly file: string
  readonly label: string
  /** The person, scene, film or sequence that must not stand on both sides of a split. */
  readonly group: string
  /** The stretches in which the owner says that something is done; empty where the whole file is the clip. */
  readonly sequences: readonly FrameRange[]
  /** The part that the owner's lists give it, by the name of the list; null where a list leaves it out. */
  readonly official: Readonly<Record<string, Part | null>>
}

/** `quirk`: odd, but as the owner made it. The others are faults of this copy, or what a split lets through. */
export type FaultKind = 'missing' | 'extra' | 'unreadable' | 'duplicate' | 'leak' | 'quirk'

export interface Fault {
  readonly kind: FaultKind
  /** Paths below the set's folder that it is about; none where it is about the whole set. */
  readonly files: readonly string[]
  /** What it is, and what Touchline does about it. */
  readonly text: string
}

export interface OwnersSet {
  readonly name: SetName
  /** As people call it: `UCF11 (YouTube Action)`. */
  readonly title: string
  /** Folder that was read, absolute and without links. */
  readonly origin: string
  /** In the order of their keys. */
  readonly clips: readonly OwnersClip[]
  readonly faults: readonly Fault[]
}

/** What a reader makes of a folder. */
export type ReadSet = Pick<OwnersSet, 'title' | 'clips' | 'faults'>

/** A fault of some files, or none where there are no such files. */
export function faultOf(kind: FaultKind, files: readonly string[], text: string): Fault[] {
  return files.length === 0 ? [] : [{ kind, files: [...files], text }]
}

/** A fault of the set as a whole. */
export function faultOfAll(kind: FaultKind, text: string): Fault {
  return { kind, files: [], text }
}

/** `1 clip`, `7 clips`, `1,600 clips`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
