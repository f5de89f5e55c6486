import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readAnySet } from './any-set.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'touchline-any-set-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function folderOf(name: string, files: readonly string[]): Promise<string> {
  for (const file of files) {
    const full = path.join(root, name, file)
    await mkdir(path.dirname(full), { recursive: true })
    await writeFile(full, file)
  }
  return path.join(root, name)
}

const groupsOf = async (folder: string) =>
  Object.fromEntries((await readAnySet(folder, { allowAbsolute: true })).clips.map(({ key, group }) => [key, group]))

it('a published set has its own groups, so that no person stands on both sides of a split', async () => {
  const videos = ['boxing/person01_boxing_d1_uncomp.avi', 'boxing/person01_boxing_d2_uncomp.avi']
  const folder = await folderOf('kth', [...videos, 'walking/person02_walking_d1_uncomp.avi'])
  const set = await readAnySet(folder, { allowAbsolute: true })
  expect(set.clips.map(({ group }) => group)).toEqual(['person01', 'person01', 'person02'])
  expect(set.warnings.join(' ')).toMatch(/KTH.*grouped by its persons/)
})

it('a published set without a folder per label is a set all the same', async () => {
  const folder = await folderOf('ut', ['0_1_4.avi', '1_1_2.avi', '2_2_4.avi'])
  expect(await groupsOf(folder)).toEqual({
    '0_1_4.avi': 'sequence 1',
    '1_1_2.avi': 'sequence 1',
    '2_2_4.avi': 'sequence 2',
  })
})

it('one’s own folders are grouped by the names of their files, and a manifest wins over everything', async () => {
  const own = await folderOf('own', ['squat/anna_1.mp4', 'squat/anna_2.mp4', 'lunge/berta_1.mp4'])
  expect(Object.values(await groupsOf(own)).sort()).toEqual(['anna', 'anna', 'berta'])
  await writeFile(
    path.join(root, 'kth', 'manifest.csv'),
    'path,label,group\nboxing/person01_boxing_d1_uncomp.avi,a,x\n',
  )
  expect(await groupsOf(path.join(root, 'kth'))).toEqual({ 'boxing/person01_boxing_d1_uncomp.avi': 'x' })
})
