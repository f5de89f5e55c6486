import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashFile, quickId } from './hash.ts'

let folder: string
let file: string
const content = Buffer.alloc(3_000_000, 'touchline')

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-hash-'))
  file = path.join(folder, 'film.mp4')
  await writeFile(file, content)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the hash is SHA-256 of all bytes, and progress reaches the end', async () => {
  let done = 0
  const hash = await hashFile(file, { onProgress: ({ doneBytes }) => (done = doneBytes) })
  expect(hash).toBe(createHash('sha256').update(content).digest('hex'))
  expect(done).toBe(content.length)
})

test('the quick identity tells films apart that differ in size, head or tail', async () => {
  const same = await quickId(file)
  for (const at of [0, content.length - 1]) {
    const changed = Buffer.from(content)
    changed[at]! ^= 1
    await writeFile(path.join(folder, 'changed.mp4'), changed)
    expect(await quickId(path.join(folder, 'changed.mp4'))).not.toBe(same)
  }
  await writeFile(path.join(folder, 'copy.mp4'), content)
  expect(await quickId(path.join(folder, 'copy.mp4'))).toBe(same)
})

test('what can’t be hashed says why, and cancelling stops', async () => {
  await expect(hashFile(path.join(folder, 'gone.mp4'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await expect(quickId(folder)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' })
  await expect(hashFile(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
})
