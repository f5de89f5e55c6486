import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Problem } from '../domain/problem.ts'
import { makeFolder, unwritable } from './make-folder.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'touchline-folder-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('a folder is made with those above it, and one that is there is taken', async () => {
  const folder = path.join(root, 'a', 'b')
  await makeFolder(folder)
  await makeFolder(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('a file in its place or above it is a conflict that names the folder', async () => {
  const file = path.join(root, 'list.txt')
  await writeFile(file, 'x')
  for (const folder of [file, path.join(file, 'runs')]) {
    const refused = await makeFolder(folder).catch((caught: unknown) => caught)
    expect(refused).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(folder) as string })
  }
})

test('a folder in which nobody may write, and one below it, are refused in words', async ({ skip }) => {
  skip(process.getuid?.() === 0, 'who runs this may write everywhere')
  await chmod(root, 0o500)
  for (const folder of [root, path.join(root, 'a', 'b')]) {
    const refused = await makeFolder(folder).catch((caught: unknown) => caught)
    expect(refused).toMatchObject({ code: 'PATH_NOT_ALLOWED' })
    expect((refused as Problem).message).toBe(
      `${folder} can't be written: you have no permission. Choose another folder.`,
    )
  }
  await chmod(root, 0o700)
})

test.each([
  ['ENOSPC', 'DISK_FULL', 'no room left'],
  ['EROFS', 'PATH_NOT_ALLOWED', 'read-only'],
  ['EIO', 'PATH_NOT_ALLOWED', 'EIO'],
])('%s is %s, with what to do', (errno, code, words) => {
  const problem = unwritable('/data/out', Object.assign(new Error(errno), { code: errno }))
  expect(problem.code).toBe(code)
  expect(problem.message).toContain(words)
})
