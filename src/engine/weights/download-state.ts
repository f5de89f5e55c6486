/** What is kept beside a download that is not whole: enough to go on with the same file and no other. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const state = z.object({
  url: z.string(),
  /** A strong ETag or a date of the server's, for If-Range; null: it can't be told whether the file is still the same. */
  validator: z.string().nullable(),
  totalBytes: z.number().int().nonnegative().nullable(),
})
export type DownloadState = z.infer<typeof state>

export interface Begun extends DownloadState {
  readonly doneBytes: number
}

const nameBeside = (partial: string) => `${partial}.json`

/** What is there of a download from `url`; null where nothing is, or nothing that can be gone on with. */
export async function readBegun(partial: string, url: string): Promise<Begun | null> {
  try {
    const kept = state.parse(JSON.parse(await readFile(nameBeside(partial), 'utf8')))
    const { size } = await stat(partial)
    return kept.url === url && kept.validator !== null && size > 0 ? { ...kept, doneBytes: size } : null
  } catch {
    return null
  }
}

/** Empties the partial file and notes of what file on the server it is. */
export async function begin(partial: string, begun: DownloadState): Promise<void> {
  await writeFile(partial, '')
  await writeFile(nameBeside(partial), JSON.stringify(begun))
}

/** Forgets a download, and with `keepFile` false what has arrived of it. */
export async function forget(partial: string, keepFile: boolean): Promise<void> {
  await rm(nameBeside(partial), { force: true })
  if (!keepFile) await rm(partial, { force: true })
}

/** Of a response: what If-Range may name. Weak ETags say "much the same", which is not enough. */
export function validatorOf(headers: Headers): string | null {
  const etag = headers.get('etag')
  if (etag !== null) return etag.startsWith('W/') ? null : etag
  return headers.get('last-modified')
}
