/** Labelled clips before they are frozen: where they come from is settled, which side of the split they stand on may not be. */
import type { Side } from '../../domain/splits.ts'

/** One clip that is a whole file. */
export interface LabelledFile {
  /** As the set names it: the path relative to the folder, or as the manifest writes it. */
  readonly key: string
  /** Absolute path. */
  readonly file: string
  readonly label: string
  readonly group: string
  /** Null where the set leaves the split to us. */
  readonly split: Side | null
}

export interface PathSet {
  readonly clips: readonly LabelledFile[]
  /** The file or folder that said so, absolute. */
  readonly origin: string
  /** What a person should know, one sentence each. */
  readonly warnings: readonly string[]
  /** Files that a manifest names and that aren't there, as it writes them. */
  readonly absent: readonly string[]
}

/** Limits of a set that comes as files; beyond them something else was meant. */
export const setLimits = { clips: 200_000, labels: 1000, manifestBytes: 64 << 20, folderDepth: 6 } as const

/**
 * Athlete or other group of a clip by its file's name: what stands before the last `_`, so `athlete03_2.mp4` and
 * `athlete03_7.mp4` are of one group. A name without `_` is a group of its own.
 */
export function groupOfFileName(fileName: string): string {
  const dot = fileName.lastIndexOf('.')
  const stem = dot > 0 ? fileName.slice(0, dot) : fileName
  const cut = stem.lastIndexOf('_')
  return cut > 0 ? stem.slice(0, cut) : stem
}
