import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { groupOfFileName } from './labelled-clips.ts'
import { readPathSet } from './path-set.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-sets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(...files: string[]) {
  for (const file of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
    await writeFile(path.join(folder, file), 'x')
  }
}
const read = () => readPathSet(folder, { allowAbsolute: false })

test.each([
  ['athlete03_2.mp4', 'athlete03'],
  ['v_shooting_01_02.mpg', 'v_shooting_01'],
  ['serve.mov', 'serve'],
  ['_1.mp4', '_1'],
])('the group of %s is %s', (fileName, group) => expect(groupOfFileName(fileName)).toBe(group))

describe('data set in a folder', () => {
  test('folders are labels, videos below them are clips, whatever else lies about', async () => {
    await put(
      'walk/athlete01_1.mp4',
      'walk/deep/athlete02_1.MOV',
      'walk/notes.txt',
      'jump/athlete01_2.avi',
      '.git/a_1.mp4',
    )
    await put('loose.mp4')
    const set = await read()
    expect(set.clips.map(({ key, label, group }) => [key, label, group])).toEqual([
      ['jump/athlete01_2.avi', 'jump', 'athlete01'],
      ['walk/athlete01_1.mp4', 'walk', 'athlete01'],
      ['walk/deep/athlete02_1.MOV', 'walk', 'athlete02'],
    ])
    expect(set.warnings).toEqual([])
  })

  test('a folder without videos is said, not passed over in silence', async () => {
    await put('walk/a_1.mp4', 'run/readme.md')
    expect((await read()).warnings).toEqual([expect.stringContaining('“run”')])
  })

  test('a manifest.csv in the folder wins over its folders', async () => {
    await put('walk/a_1.mp4', 'jump/b_1.mp4')
    await writeFile(path.join(folder, 'manifest.csv'), 'path,label,group\nwalk/a_1.mp4,stroll,Anna\n')
    expect((await read()).clips).toMatchObject([{ label: 'stroll', group: 'Anna' }])
  })

  test('files that a manifest names and that are gone are named', async () => {
    await put('walk/a_1.mp4')
    await writeFile(path.join(folder, 'manifest.csv'), 'path,label,group\nwalk/a_1.mp4,w,A\nwalk/b_1.mp4,w,B\n')
    await expect(read()).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('walk/b_1.mp4') as string,
    })
  })

  test.each([
    ['an empty folder', [], 'DATASET_UNUSABLE'],
    ['videos without label folders', ['a.mp4'], 'DATASET_UNUSABLE'],
  ])('%s is refused', async (_, files, code) => {
    await put(...files)
    await expect(read()).rejects.toMatchObject({ code })
  })

  test('a folder that is not there is refused by name', async () => {
    await expect(readPathSet(path.join(folder, 'nowhere'), { allowAbsolute: true })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})
