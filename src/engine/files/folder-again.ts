/** Parts of the library that somebody deleted while it is open. */
import { mkdir } from 'node:fs/promises'

/**
 * Makes one of the library's folders where it is gone. Where the whole library is out of reach, on a drive that was unplugged,
 * this fails: nothing of it is written elsewhere.
 */
export async function makeFolderAgain(folder: string): Promise<void> {
  await mkdir(folder).catch((caught: NodeJS.ErrnoException) => {
    if (caught.code !== 'EEXIST') throw caught
  })
}
