// Files and folders that appear whole or not at all: made under a temporary name beside the target, then renamed.
import { randomUUID } from 'node:crypto'
import { promises as fs } from 'node:fs'
import path from 'node:path'

/**
 * Lets `make` fill an empty folder and then gives it its name. Nothing is left when `make` fails.
 * Leftovers of killed tries are removed; call this while holding the lock that guards `folder`.
 * @param {string} folder
 * @param {(temporary: string) => Promise<void>} make
 */
export async function makeFolder(folder, make) {
  const parent = path.dirname(folder)
  const mark = `.${path.basename(folder)}.part-`
  await fs.mkdir(parent, { recursive: true })
  for (const name of await fs.readdir(parent)) {
    if (!name.startsWith(mark)) continue
    // A killed try's downloader may still be writing there for a moment; what resists is swept away next time.
    await fs.rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
  }
  const temporary = path.join(parent, mark + randomUUID())
  await fs.mkdir(temporary)
  try {
    await make(temporary)
    await fs.rm(folder, { recursive: true, force: true })
    await fs.rename(temporary, folder)
  } finally {
    await fs.rm(temporary, { recursive: true, force: true })
  }
}

/**
 * @param {string} file
 * @param {string} text
 */
export async function writeWhole(file, text) {
  await fs.mkdir(path.dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  try {
    await fs.writeFile(temporary, text)
    await fs.rename(temporary, file)
  } finally {
    await fs.rm(temporary, { force: true })
  }
}

/**
 * @param {string} file
 * @returns {Promise<unknown>} null when it is absent or no JSON
 */
export async function readJson(file) {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Size of all files under a folder; files that vanish meanwhile are left out.
 * @param {string} folder
 * @returns {Promise<number>} sizeBytes
 */
export async function folderSize(folder) {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      fs.stat(path.join(entry.parentPath, entry.name)).then(
        (stat) => stat.size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, sizeBytes) => sum + sizeBytes, 0)
}
