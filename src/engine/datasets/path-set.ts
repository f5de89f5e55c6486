/** Data sets outside any library: a folder `label/clip.ext`, or a manifest CSV. */
import { readFile, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { isFootageName } from '../../domain/footage-files.ts'
import { Problem } from '../../domain/problem.ts'
import type { LabelledFile, PathSet } from './labelled-clips.ts'
import { groupOfFileName, setLimits } from './labelled-clips.ts'
import { parseManifest } from './manifest.ts'

export interface PathSetOptions {
  /** Whether a manifest may name files outside its folder. */
  readonly allowAbsolute: boolean
  /** Whether what a manifest names and is not there is left out; else the manifest is refused. */
  readonly leaveOutAbsent?: boolean
}

/**
 * The labelled clips of a folder or a CSV. In a folder, a `manifest.csv` speaks for it; else the first level of folders
 * are the labels, every video below one of them is a clip, and its group follows from its name (groupOfFileName).
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, DATASET_UNUSABLE, PATH_NOT_ALLOWED
 */
export async function readPathSet(data: string, options: PathSetOptions): Promise<PathSet> {
  const origin = path.resolve(data)
  const kind = await kindOf(origin)
  if (kind === null) throw new Problem('FILE_NOT_FOUND', `There is no file or folder ${origin}. Check the name.`)
  if (kind === 'file') return readManifest(origin, options)
  const manifest = path.join(origin, 'manifest.csv')
  return (await kindOf(manifest)) === 'file' ? readManifest(manifest, options) : readFolderSet(origin)
}

/** The clips of a folder `label/…/clip.ext`. Same errors as readPathSet. */
export async function readFolderSet(folder: string): Promise<PathSet> {
  const labels = (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const clips: LabelledFile[] = []
  const warnings: string[] = []
  for (const label of labels) {
    const files = await footageBelow(path.join(folder, label), 1)
    if (files.length === 0) warnings.push(`The folder “${label}” holds no videos and is left out.`)
    for (const file of files) {
      const key = path.relative(folder, file).split(path.sep).join('/')
      clips.push({ key, file, label, group: groupOfFileName(path.basename(file)), split: null })
    }
    if (clips.length > setLimits.clips) {
      throw new Problem(
        'DATASET_UNUSABLE',
        `${folder} holds more than ${setLimits.clips} clips. Name a folder with fewer.`,
      )
    }
  }
  if (clips.length === 0) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `${folder} holds no labelled clips. Give each label a folder with its clips, label/clip.mp4, or write a manifest.csv with ` +
        'the columns path,label,group.',
    )
  }
  return { clips, origin: folder, warnings, absent: [] }
}

async function readManifest(
  manifest: string,
  { allowAbsolute, leaveOutAbsent = false }: PathSetOptions,
): Promise<PathSet> {
  const { size } = await stat(manifest)
  if (size > setLimits.manifestBytes) {
    throw new Problem('DATASET_UNUSABLE', `${manifest} is larger than a list of clips can be (${size} bytes).`)
  }
  const clips = parseManifest(utf8(await readFile(manifest), manifest), { manifest, allowAbsolute })
  const kinds = await Promise.all(clips.map((clip) => kindOf(clip.file)))
  const absent = clips.filter((_, index) => kinds[index] !== 'file').map(({ key }) => key)
  if (absent.length > 0 && !leaveOutAbsent) {
    throw new Problem(
      'FILE_NOT_FOUND',
      `${manifest} names ${absent.length === 1 ? 'a file that is' : `${absent.length} files that are`} ` +
        `not there: ${absent.slice(0, 3).join(', ')}${absent.length > 3 ? ', …' : ''}. ` +
        'Bring them back to where it says, or take their lines out.',
      { details: { missing: absent.slice(0, 100) } },
    )
  }
  return { clips: clips.filter((_, index) => kinds[index] === 'file'), origin: manifest, warnings: [], absent }
}

function utf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Problem('DATASET_UNUSABLE', `${file} is not UTF-8 text: save it as “CSV UTF-8”.`, { cause })
  }
}

async function footageBelow(folder: string, depth: number): Promise<string[]> {
  const found: string[] = []
  for (const entry of await entriesOf(folder)) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) {
      if (depth < setLimits.folderDepth) found.push(...(await footageBelow(full, depth + 1)))
    } else if (isFootageName(entry.name) && (await kindOf(full)) === 'file') found.push(full)
  }
  return found
}

/** Entries in a fixed order, without hidden ones. */
async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    throw new Problem('FILE_NOT_READABLE', `The folder ${folder} can't be read. Check that you may open it.`, { cause })
  }
}

async function kindOf(file: string): Promise<'file' | 'folder' | null> {
  try {
    const found = await stat(file)
    return found.isDirectory() ? 'folder' : 'file'
  } catch {
    return null
  }
}
