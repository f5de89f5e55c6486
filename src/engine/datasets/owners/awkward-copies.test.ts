/** Copies of sets as they come out of other people's hands: unpacked twice, saved by other editors, with files of their own. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaksOf, sizesOf } from '../../../domain/protocols.ts'
import { readAnySet } from '../any-set.ts'
import type { FaultKind, OwnersSet } from './owners-set.ts'
import { protocolOf } from './protocol-of.ts'
import { readOwnersSet } from './read-owners-set.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-copies-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(file: string, content: string | Uint8Array = 'x') {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
  await writeFile(path.join(folder, file), content)
}
async function putAll(...files: string[]) {
  for (const file of files) await put(file)
}
const faults = (set: OwnersSet, kind: FaultKind) => set.faults.filter((fault) => fault.kind === kind)
const filesOf = (set: OwnersSet, kind: FaultKind) => faults(set, kind).flatMap(({ files }) => files)

describe('numbers in names that no counting reaches', () => {
  test('a clip of UCF11 that is numbered by its date leaves a gap that is named by its ends', async () => {
    await putAll('swing/v_swing_01/v_swing_01_02.mpg', 'swing/v_swing_01/v_swing_01_20261126175500.mpg')
    const [first, rest] = filesOf(await readOwnersSet(folder), 'missing')
    expect(first).toBe('swing/v_swing_01/v_swing_01_01.mpg')
    expect(rest).toBe('swing/v_swing_01/v_swing_01_03.mpg to swing/v_swing_01/v_swing_01_20261126175499.mpg')
  })

  test('so does one of UT-Interaction', async () => {
    await putAll('0_1_0.avi', '2_1_1.avi', '20261126175500_1_2.avi')
    expect(filesOf(await readOwnersSet(folder), 'missing')).toEqual([
      '1_*_*.avi',
      '3_*_*.avi to 20261126175499_*_*.avi',
    ])
  })
})

describe('UCF11', () => {
  test.each(['golf swing', 'Golf_Swing', 'GOLF-SWING'])('the folder “%s” is the class golf_swing', async (name) => {
    await putAll(`${name}/v_golf_01/v_golf_01_01.MPG`, 'diving/v_diving_01/v_diving_01_01.mpg')
    const set = await readOwnersSet(folder)
    expect(set.clips.map(({ label }) => label).sort()).toEqual(['diving', 'golf_swing'])
    expect(filesOf(set, 'extra')).toEqual([])
  })
})

describe('KTH', () => {
  const video = (person: string) => `person${person}_boxing_d1`
  const videos = ['11', '22'].map((person) => `${video(person)}_uncomp.avi`)
  const list = `\n${video('11')}\t\tframes\t1-95, 96-185\r\n${video('22')} frames 1-9\r\n`

  test.each([
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${list}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\uFEFF${list}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${list}`)],
    ['Latin letters of one byte', Buffer.from(`Schüldt\n${list}`, 'latin1')],
  ])('a list saved as %s is read', async (_, bytes) => {
    await putAll(...videos)
    await put('00sequences.txt', bytes)
    const { clips } = await readOwnersSet(folder)
    expect(clips.map(({ sequences }) => sequences.length)).toEqual([2, 1])
  })

  test('a list that names no video is missing, and the persons keep their parts', async () => {
    await putAll(...videos)
    await put('00sequences.txt', '')
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toEqual(['00sequences.txt'])
    expect(faults(set, 'missing')[0]!.text).toContain('names no video')
    expect(filesOf(set, 'extra')).toEqual([])
    expect(protocolOf(set, 'honest', 1).name).toBe('official persons')
  })

  test('of two lines about one video the first counts, and that is said', async () => {
    await putAll(...videos)
    await put('00sequences.txt', `${list}${video('22')} frames 10-20, 30-40\n`)
    const set = await readOwnersSet(folder)
    expect(set.clips[1]!.sequences).toEqual([{ first: 0, last: 8 }])
    expect(faults(set, 'quirk').find(({ text }) => text.startsWith('Twice'))?.files).toEqual([videos[1]])
  })

  test('is not learned with other groups where its list can’t be read: that is refused', async () => {
    await putAll(...videos.map((name) => `boxing/${name}`), 'walking/person11_walking_d1_uncomp.avi')
    await put('00sequences.txt', 'x'.repeat(9 << 20))
    await expect(readAnySet(folder, { allowAbsolute: true })).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })
})

describe('HMDB51', () => {
  test('a clip that one list has on two sides is on the last, and that is said', async () => {
    const names = ['A_wave_f_cm_np1_le_bad_0.avi', 'B_wave_f_cm_np1_le_bad_0.avi']
    await putAll(...names.map((name) => `wave/${name}`))
    await put(
      'splits/wave_test_split1.txt',
      `${names[0]!} 1 \t\r\n${names[1]!} 1\r\n${names[1]!} 1\r\n${names[0]!} 2\r\n`,
    )
    const set = await readOwnersSet(folder)
    expect(set.clips[0]!.official).toEqual({ 'split 1': 'test' })
    expect(filesOf(set, 'quirk')).toEqual([`wave/${names[0]!} (split 1)`])
  })

  test('the lists that a class lacks are named', async () => {
    await putAll('wave/A_wave_f_cm_np1_le_bad_0.avi', 'hug/B_hug_f_cm_np1_le_bad_0.avi')
    await put('splits/wave_test_split1.txt', 'A_wave_f_cm_np1_le_bad_0.avi 1\n')
    for (const number of [1, 2, 3]) await put(`splits/hug_test_split${number}.txt`, 'B_hug_f_cm_np1_le_bad_0.avi 2\n')
    await put('splits/run_test_split2.txt', '\n')
    const lacking = ['wave_test_split2.txt', 'wave_test_split3.txt']
    expect(filesOf(await readOwnersSet(folder), 'missing')).toEqual(lacking)
  })
})

describe('UCF101', () => {
  const clips = ['HandstandPushups', 'HandStandPushups', 'TaiChi'].map((name, i) => {
    return `UCF-101/${name}/v_${name === 'TaiChi' ? name : 'HandStandPushups'}_g0${i + 1}_c01.avi`
  })

  test('the class of two spellings is one class where it lies in a folder of each, too', async () => {
    await putAll(...clips)
    const set = await readOwnersSet(folder)
    expect(new Set(set.clips.map(({ label }) => label)).size).toBe(2)
  })

  test('a list that names nothing is missing', async () => {
    await putAll(...clips)
    await put('trainlist01.txt', `${clips[0]!.slice('UCF-101/'.length)} 1\n`)
    await put('testlist01.txt', '')
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing').slice(0, 2)).toEqual(['trainlist01.txt', 'testlist01.txt'])
  })

  test('lists with backslashes, as Windows writes paths, are matched', async () => {
    await putAll(...clips)
    await put(
      'trainlist01.txt',
      'HandstandPushups\\v_HandStandPushups_g01_c01.avi 1\r\nTaiChi\\v_TaiChi_g03_c01.avi 2\r\n',
    )
    await put('testlist01.txt', 'HandstandPushups\\v_HandStandPushups_g02_c01.avi\r\n')
    const set = await readOwnersSet(folder)
    expect(set.clips.map(({ official }) => official['split 1']).sort()).toEqual(['test', 'train', 'train'])
    expect(filesOf(set, 'extra')).toEqual([])
  })
})

describe('a folder for each class', () => {
  test('is no UT-Interaction, however its clips are numbered; the owner’s two sets are', async () => {
    await putAll('run/12_3_1.mp4', 'walk/13_3_2.mp4')
    expect((await readOwnersSet(folder)).clips.map(({ label }) => label)).toEqual(['run', 'walk'])
    await rm(folder, { recursive: true })
    await putAll('segmented_set1/0_1_0.avi', 'segmented_set2/60_11_1.avi')
    expect((await readOwnersSet(folder)).name).toBe('ut-interaction')
  })

  test('a video that lies beside the classes is extra', async () => {
    await putAll('walk/a_1.mp4', 'run/b_1.mp4', 'trailer.mp4')
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'extra')).toEqual(['trailer.mp4'])
  })

  test('a video whose name is no text is extra, and said to be so', async ({ skip }) => {
    skip(process.platform !== 'linux', 'names are always text here')
    await putAll('walk/a_1.mp4', 'run/b_1.mp4')
    const name = Buffer.concat([Buffer.from(path.join(folder, 'walk/caf')), Buffer.from([0xe9]), Buffer.from('_1.mp4')])
    await writeFile(name, 'x')
    const set = await readOwnersSet(folder)
    expect(set.clips).toHaveLength(2)
    expect(faults(set, 'extra').map(({ text }) => text)).toEqual([expect.stringContaining('name that can’t be read')])
  })

  test('what its manifest names and is not here is missing, what is here and not named is extra', async () => {
    await putAll('v/a.mp4', 'v/b.mp4', 'v/c.mp4')
    await put('manifest.csv', 'path,label,group\nv/a.mp4,walk,ann\nv/b.mp4,run,ann\nv/gone.mp4,run,bea\n')
    const set = await readOwnersSet(folder)
    expect(set.clips).toHaveLength(2)
    expect(filesOf(set, 'missing')).toEqual(['v/gone.mp4'])
    expect(filesOf(set, 'extra')).toEqual(['v/c.mp4'])
  })

  test('the sides that its manifest gives are the honest protocol, with what they leak', async () => {
    await putAll('a.mp4', 'b.mp4', 'c.mp4', 'd.mp4')
    const lines = ['a.mp4,walk,ann,train', 'b.mp4,run,bea,train', 'c.mp4,walk,cem,held-out', 'd.mp4,run,ann,test']
    await put('manifest.csv', ['path,label,group,split', ...lines].join('\n'))
    const { name, folds, clips } = protocolOf(await readOwnersSet(folder), 'honest', 1)
    expect(name).toBe('split of manifest.csv')
    expect(folds.map(sizesOf)).toEqual([{ train: 2, validation: 0, test: 2 }])
    expect(leaksOf({ clips }, folds[0]!)).toEqual({ groups: ['ann'], clips: 1 })
  })
})

test('a folder that may not be opened costs what is in it, is named, and lets the others be read', async ({ skip }) => {
  skip(process.getuid?.() === 0, 'who runs this may open every folder')
  await putAll('swing/v_swing_01_01.mpg', 'diving/v_diving_01_01.mpg')
  await chmod(path.join(folder, 'diving'), 0o000)
  const set = await readOwnersSet(folder)
  await chmod(path.join(folder, 'diving'), 0o700)
  expect(set.clips.map(({ label }) => label)).toEqual(['swing'])
  expect(filesOf(set, 'unreadable')).toEqual(['diving'])
})

test('of a folder with nothing but links it is said that they are not followed', async () => {
  await symlink(os.tmpdir(), path.join(folder, 'walking'))
  await expect(readOwnersSet(folder)).rejects.toMatchObject({
    code: 'DATASET_UNUSABLE',
    message: expect.stringContaining('links, which are not followed') as string,
  })
})
