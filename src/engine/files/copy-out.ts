/** A file that the library made, copied to where a person wants it. */
import { copyFile, realpath } from 'node:fs/promises'
import { Problem, toProblem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { recordingTable } from '../library/recordings.ts'
import { isInside } from './allowed-paths.ts'

/**
 * There whole or not at all. A file of that name is replaced, as `cp` does it, but never footage or a part of the library.
 * @param out absolute
 * @throws Problem CONFLICT, FILE_NOT_FOUND, FILE_NOT_READABLE, DISK_FULL
 */
export async function copyOut(context: EngineContext, made: string, out: string): Promise<void> {
  const there = await realpath(out).catch(() => null)
  if (there !== null && isKept(context, there)) {
    throw new Problem(
      'CONFLICT',
      `${out} is footage or a part of the library, and is not written over. Choose another name.`,
    )
  }
  try {
    await writeWhole(out, (partial) => copyFile(made, partial))
  } catch (caught) {
    throw caught instanceof Error && 'errno' in caught
      ? accessProblem(out, caught as NodeJS.ErrnoException)
      : toProblem(caught)
  }
}

function isKept({ db, paths }: EngineContext, file: string): boolean {
  const isOwn = isInside(paths.root, file) && !isInside(paths.exports, file)
  return isOwn || recordingTable(db).isOriginal(file)
}
