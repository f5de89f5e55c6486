/** The folder of a made set: whose it is, and that what it holds is whole. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Problem } from '../../../domain/problem.ts'
import { makeFolder, unwritable } from '../../../media/make-folder.ts'
import { partialEnding, writeWhole } from '../../../media/temp-file.ts'

/** What decides every picture of a made set. */
export type SetSettings = Readonly<Record<string, string | number | boolean>>

/** Raised whenever the same settings would give other pictures than before. */
const drawingVersion = 1

/** Written into the folder before the first clip, so that a set that was stopped is known as one and can be gone on with. */
const mark = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/**
 * Takes a folder for a set: a new or empty one, or one in which the same set was begun before.
 * @param kind what is made, in one word; the folder gets a file KIND.json that says so
 * @throws Problem CONFLICT where it holds anything else; as makeFolder
 */
export async function claimFolder(dir: string, kind: string, settings: SetSettings): Promise<void> {
  const markName = `${kind}.json`
  const wanted = { kind: `touchline-${kind}`, drawingVersion, ...settings }
  const entries = await entriesOf(dir)
  if (entries.length === 0) {
    await writeBytes(path.join(dir, markName), `${JSON.stringify(wanted, null, 2)}\n`)
    return
  }
  const found = entries.includes(markName) ? await readMark(path.join(dir, markName)) : null
  if (found === null) {
    throw new Problem(
      'CONFLICT',
      `${dir} is not empty and holds no set that was made here. Choose an empty or a new folder.`,
      { details: { dir } },
    )
  }
  if (JSON.stringify(wanted) !== JSON.stringify(found)) {
    const { kind: _, drawingVersion: foundVersion, ...made } = found
    const said = Object.entries(made).map(([name, value]) => `${name} ${String(value)}`)
    throw new Problem(
      'CONFLICT',
      `${dir} holds a set made with other settings (${said.join(', ')}${foundVersion === drawingVersion ? '' : ', by another version'}). ` +
        'Choose another folder, or delete that set first.',
      { details: { dir, found } },
    )
  }
}

/** Writes a file that is there whole or not at all. */
export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWhole(file, (partial) => writeFile(partial, content))
  } catch (cause) {
    throw cause instanceof Problem ? cause : unwritable(file, cause)
  }
}

async function entriesOf(dir: string): Promise<string[]> {
  await makeFolder(dir)
  return (await readdir(dir)).filter((name) => !name.endsWith(partialEnding))
}

async function readMark(file: string): Promise<z.infer<typeof mark> | null> {
  try {
    return mark.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}
