/** The files of a set's folder by name: hidden ones passed over, links never followed, in a fixed order. */
import { readFile, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { isFootageName } from '../../../domain/footage-files.ts'
import { Problem } from '../../../domain/problem.ts'
import { byCodeUnit } from './owners-set.ts'

export interface TreeFile {
  /** Below the root, with forward slashes. */
  readonly path: string
  readonly name: string
  /** Names of the folders on the way, outermost first. */
  readonly folders: readonly string[]
  /** Absolute. */
  readonly file: string
}

export interface Tree {
  /** Absolute, without links. */
  readonly root: string
  /** Videos, by the ending of their names. */
  readonly footage: readonly TreeFile[]
  /** Everything else. */
  readonly others: readonly TreeFile[]
  /** Links, which may lead anywhere and are left alone. */
  readonly links: readonly string[]
  /** Folders that can't be opened. */
  readonly closed: readonly string[]
}

const limits = { entries: 400_000, depth: 8, listBytes: 8 << 20 } as const

/** Folders that archive programs leave and that hold nothing of a set. */
const litter = new Set(['__MACOSX', '$RECYCLE.BIN', 'System Volume Information'])

/**
 * Lists a folder with all below it.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, INVALID_INPUT where it is a file, DATASET_UNUSABLE where it holds more
 *   than a set can
 */
export async function readTree(dir: string): Promise<Tree> {
  const root = await rootOf(dir)
  const files: TreeFile[] = []
  const links: string[] = []
  const closed: string[] = []
  let entries = 0
  const entriesOf = async (folders: readonly string[]) =>
    readdir(path.join(root, ...folders), { withFileTypes: true }).catch((cause: unknown) => {
      if (folders.length === 0) {
        throw new Problem('FILE_NOT_READABLE', `The folder ${root} can't be read. Check that you may open it.`, {
          cause,
        })
      }
      closed.push(folders.join('/'))
      return []
    })
  const walk = async (folders: readonly string[]): Promise<void> => {
    for (const entry of await entriesOf(folders)) {
      if (++entries > limits.entries) {
        throw new Problem(
          'DATASET_UNUSABLE',
          `${root} holds more than ${limits.entries} files. Name the set's own folder.`,
        )
      }
      const { name } = entry
      if (name.startsWith('.') || litter.has(name)) continue
      const below = [...folders, name]
      if (entry.isSymbolicLink()) links.push(below.join('/'))
      else if (entry.isDirectory() && folders.length < limits.depth) await walk(below)
      else if (entry.isFile()) files.push({ path: below.join('/'), name, folders, file: path.join(root, ...below) })
    }
  }
  await walk([])
  files.sort((a, b) => byCodeUnit(a.path, b.path))
  const footage = files.filter(({ name }) => isFootageName(name))
  const others = files.filter(({ name }) => !isFootageName(name))
  return { root, footage, others, links: links.sort(byCodeUnit), closed: closed.sort(byCodeUnit) }
}

/**
 * The lines of one of the owner's lists, without line ends of any system and without empty ones.
 * @throws Problem DATASET_UNUSABLE where it is larger than a list can be, FILE_NOT_READABLE
 */
export async function readLines(list: TreeFile): Promise<string[]> {
  try {
    const { size } = await stat(list.file)
    if (size > limits.listBytes) {
      throw new Problem(
        'DATASET_UNUSABLE',
        `${list.file} is larger than a list of clips can be (${size} bytes). Put the owner's own in its place.`,
        { details: { list: list.file } },
      )
    }
    return textOf(await readFile(list.file))
      .split(/\r\n|\r|\n/)
      .filter((line) => line.trim() !== '')
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('FILE_NOT_READABLE', `The list ${list.file} can't be read. Check that you may open it.`, {
      details: { list: list.file },
      cause,
    })
  }
}

/** As editors of any system save it: UTF-8, UTF-16 with its mark, or else Latin letters of one byte. */
function textOf(bytes: Uint8Array): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes)
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

async function rootOf(dir: string): Promise<string> {
  const wanted = path.resolve(dir)
  const root = await realpath(wanted).catch((cause: unknown) => {
    throw new Problem('FILE_NOT_FOUND', `There is no folder ${wanted}. Check the name.`, { cause })
  })
  if (!(await stat(root)).isDirectory()) {
    throw new Problem('INVALID_INPUT', `${wanted} is a file. Name the folder that the set lies in.`)
  }
  return root
}
