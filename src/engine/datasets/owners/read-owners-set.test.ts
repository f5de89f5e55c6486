import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaksOf, sizesOf } from '../../../domain/protocols.ts'
import type { Fault, FaultKind, OwnersSet } from './owners-set.ts'
import { protocolOf } from './protocol-of.ts'
import { readOwnersSet } from './read-owners-set.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-owners-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(files: readonly string[], text = 'x') {
  for (const file of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
    await writeFile(path.join(folder, file), text)
  }
}
const faults = (set: OwnersSet, kind: FaultKind): Fault[] => set.faults.filter((fault) => fault.kind === kind)
const filesOf = (set: OwnersSet, kind: FaultKind): string[] => faults(set, kind).flatMap(({ files }) => files)
const said = (set: OwnersSet, kind: FaultKind): string =>
  faults(set, kind)
    .map(({ text }) => text)
    .join('\n')
const clip = (set: OwnersSet, end: string) => set.clips.find(({ key }) => key.endsWith(end))!

describe('UCF11', () => {
  const root = 'UCF11_updated_mpg'
  const group = (folders: string, prefix: string, number: string, clips: number) =>
    Array.from({ length: clips }, (_, i) => `${root}/${folders}/${prefix}_${number}/${prefix}_${number}_0${i + 1}.mpg`)

  test('the class is the folder, never the file’s prefix; the group is the second-last number', async () => {
    await put([...group('basketball', 'v_shooting', '03', 2), ...group('walking', 'v_walk_dog', '25', 1)])
    const set = await readOwnersSet(folder)
    expect(set.name).toBe('ucf11')
    expect(set.clips.map(({ label, group }) => [label, group])).toEqual([
      ['basketball', 'basketball/03'],
      ['basketball', 'basketball/03'],
      ['walking', 'walking/25'],
    ])
    expect(said(set, 'quirk')).toContain('basketball: v_shooting')
  })

  test('groups of one number in two classes are two groups', async () => {
    await put([...group('swing', 'v_swing', '01', 1), ...group('diving', 'v_diving', '01', 1)])
    expect(new Set((await readOwnersSet(folder)).clips.map((of) => of.group)).size).toBe(2)
  })

  test('what lies in Annotation is no clip', async () => {
    await put([...group('swing', 'v_swing', '01', 2), `${root}/swing/Annotation/v_swing_01_01.mpg`])
    await put([`${root}/swing/Annotation/v_swing_01_01.xgtf`])
    const set = await readOwnersSet(folder)
    expect(set.clips).toHaveLength(2)
    expect(filesOf(set, 'quirk')).toEqual([`${root}/swing/Annotation/v_swing_01_01.mpg`])
  })

  test('gaps in a group, a class cut short and files of no class are named', async () => {
    const clips = group('swing', 'v_swing', '01', 4)
    await put([...clips.filter((name) => !name.endsWith('02.mpg')), `${root}/v_swing_02_01.mpg`])
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toEqual([`${root}/swing/v_swing_01/v_swing_01_02.mpg`])
    expect(said(set, 'missing')).toContain('swing 3 of 137')
    expect(filesOf(set, 'extra')).toEqual([`${root}/v_swing_02_01.mpg`])
  })

  test('a clip named as of another class is pointed out and stays in its folder’s class', async () => {
    await put([...group('swing', 'v_swing', '01', 2), `${root}/swing/v_diving_02_01.mpg`])
    const set = await readOwnersSet(folder)
    expect(clip(set, 'v_diving_02_01.mpg').label).toBe('swing')
    expect(filesOf(set, 'quirk')).toContain(`${root}/swing/v_diving_02_01.mpg`)
  })

  test('leaving one group out takes that number out of every class', async () => {
    await put(
      ['01', '02', '03'].flatMap((n) => [...group('swing', 'v_swing', n, 1), ...group('diving', 'v_diving', n, 2)]),
    )
    const { folds, name } = protocolOf(await readOwnersSet(folder), 'honest', 1, { honest: 'leave-one-group-out' })
    expect(name).toBe('leave one group out')
    expect(folds.map((fold) => [fold.name, sizesOf(fold).test])).toEqual([
      ['group 01', 3],
      ['group 02', 3],
      ['group 03', 3],
    ])
  })
})

describe('KTH', () => {
  const list = [
    'This database contains sequences.',
    'Training:   person11, 12, 13, 14',
    '',
    'person11_boxing_d1\t\tframes\t1-95, 96-185, 186-245, 246-360',
    'person11_boxing_d4    \t\tframes\t1-106, 107-194, 195-250',
    'person07_running_d4\t\tframes\t1-52, 68-115, 310-358, 224-274',
    'person16_handwaving_d4\t\tframes\t1-104, 105-206, 207-311, 212-456',
    'person13_handclapping_d3\t*missing*',
    'person19_walking_d2 frames 1-120,170-288',
    'person22_jogging_d1\t\tframes\tabout 10',
  ].join('\r\n')
  const videos = [
    'boxing/person11_boxing_d1_uncomp.avi',
    'boxing/person11_boxing_d4_uncomp.avi',
    'running/person07_running_d4_uncomp.avi',
    'handwaving/person16_handwaving_d4_uncomp.avi',
    'walking/person19_walking_d2_uncomp.avi',
    'jogging/person22_jogging_d1_uncomp.avi',
  ]
  const read = async (files = videos) => {
    await put(files)
    await writeFile(path.join(folder, '00sequences.txt'), list)
    return readOwnersSet(folder)
  }

  test('ranges are counted from 1 by the owner and from 0 by us, whatever tabs and blanks are between', async () => {
    const set = await read()
    expect(set.name).toBe('kth')
    expect(clip(set, 'person11_boxing_d1_uncomp.avi').sequences[0]).toEqual({ first: 0, last: 94 })
    expect(clip(set, 'person11_boxing_d1_uncomp.avi').sequences).toHaveLength(4)
    expect(clip(set, 'person19_walking_d2_uncomp.avi').sequences).toEqual([
      { first: 0, last: 119 },
      { first: 169, last: 287 },
    ])
  })

  test('three ranges, ranges out of order and ranges that overlap are taken as they are, and told', async () => {
    const set = await read()
    expect(clip(set, 'person11_boxing_d4_uncomp.avi').sequences).toHaveLength(3)
    expect(clip(set, 'person07_running_d4_uncomp.avi').sequences.map(({ first }) => first)).toEqual([0, 67, 309, 223])
    const quirk = (words: string) => faults(set, 'quirk').find(({ text }) => text.includes(words))?.files
    expect(quirk('three sequences')).toEqual(['boxing/person11_boxing_d4_uncomp.avi'])
    expect(quirk('out of order')).toContain('running/person07_running_d4_uncomp.avi')
    expect(quirk('share frames')).toEqual(['handwaving/person16_handwaving_d4_uncomp.avi'])
  })

  test('the video that the owner lacks is no fault of this copy, others that are not here are', async () => {
    const set = await read(videos.slice(1))
    expect(filesOf(set, 'missing')).toEqual(['person11_boxing_d1'])
    expect(filesOf(set, 'quirk')).toContain('person13_handclapping_d3')
  })

  test('a line that can’t be read costs one video its official part, not the set', async () => {
    const set = await read()
    expect(clip(set, 'person22_jogging_d1_uncomp.avi').official).toEqual({ 'official persons': null })
    expect(clip(set, 'person22_jogging_d1_uncomp.avi').sequences).toEqual([])
    expect(said(set, 'missing')).toContain('about 10')
  })

  test('videos lie in one folder as well, once each', async () => {
    const set = await read([...videos.map((video) => path.basename(video)), `copy/${path.basename(videos[0]!)}`])
    expect(set.clips).toHaveLength(6)
    expect(filesOf(set, 'duplicate')).toHaveLength(1)
  })

  test('the honest protocol has a clip per sequence and the owner’s persons on each side', async () => {
    const set = await read()
    const honest = protocolOf(set, 'honest', 1)
    expect(honest.clips).toHaveLength(4 + 3 + 4 + 4 + 2 + 1)
    expect(honest.folds).toHaveLength(1)
    expect(sizesOf(honest.folds[0]!)).toEqual({ train: 11, validation: 2, test: 4 })
    expect(leaksOf(honest, honest.folds[0]!).clips).toBe(0)
    expect(honest.seed).toBeNull()
  })

  test('the paper’s protocol has a clip per video, in five folds', async () => {
    const paper = protocolOf(await read(), 'paper', 4)
    expect(paper.clips.map(({ range }) => range)).toEqual(Array(6).fill(null))
    expect(paper.folds).toHaveLength(5)
    expect(paper.text).toContain('seed 4')
  })

  test('without the list the videos are still clips, and what that means is said', async () => {
    await put(videos)
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toEqual(['00sequences.txt'])
    expect(protocolOf(set, 'honest', 1).clips).toHaveLength(6)
  })
})

describe('HMDB51', () => {
  const odd = 'Brush_[take;2]_&_so_on!!_#1_brush_hair_h_cm_np1_fr_goo_0.avi'
  const films = ['-_waving_to_all_-_wave_u_nm_np10_ba_med_3.avi', 'Two_Shows_wave_f_cm_np1_le_bad_0.avi']
  const lists = async (number: number, brush: string, wave: readonly string[]) => {
    await put([`splits/brush_hair_test_split${number}.txt`], brush)
    await put([`splits/wave_test_split${number}.txt`], wave.map((part, i) => `${films[i]!} ${part} \n`).join(''))
  }

  test('names with any sign are found again in the lists: 0 unused, 1 training, 2 test', async () => {
    await put([`brush_hair/${odd}`, ...films.map((film) => `wave/${film}`)])
    for (const number of [1, 2, 3]) await lists(number, `${odd} 1 \n`, ['0', '2'])
    const set = await readOwnersSet(folder)
    expect(set.name).toBe('hmdb51')
    expect(clip(set, odd)).toMatchObject({
      label: 'brush_hair',
      group: 'Brush_[take;2]_&_so_on!!_#1',
      official: { 'split 1': 'train', 'split 2': 'train', 'split 3': 'train' },
    })
    expect(clip(set, films[0]!).official['split 1']).toBeNull()
    expect(filesOf(set, 'quirk')).toEqual([`brush_hair/${odd}`])
    const honest = protocolOf(set, 'honest', 1)
    expect([honest.name, honest.folds.length]).toEqual(['official splits 1, 2, 3', 3])
    expect(sizesOf(honest.folds[0]!)).toEqual({ train: 1, validation: 0, test: 1 })
  })

  test('what the lists name and is not here, and what is here and not named', async () => {
    await put([`wave/${films[0]!}`, 'wave/Stranger_wave_f_cm_np1_le_bad_0.avi'])
    for (const number of [1, 2, 3]) await lists(number, `${odd} 1\n`, ['1', '2'])
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toEqual([`brush_hair/${odd}`, `wave/${films[1]!}`])
    expect(filesOf(set, 'extra')).toEqual(['wave/Stranger_wave_f_cm_np1_le_bad_0.avi'])
  })

  test('a film in two classes is one group, and the owner’s lists may leak it', async () => {
    await put(['wave/Two_Shows_wave_f_cm_np1_le_bad_0.avi', 'hug/Two_Shows_hug_u_nm_np2_fr_goo_1.avi'])
    await put(['s/wave_test_split1.txt'], 'Two_Shows_wave_f_cm_np1_le_bad_0.avi 1 \n')
    await put(['s/hug_test_split1.txt'], 'Two_Shows_hug_u_nm_np2_fr_goo_1.avi 2 \n')
    const honest = protocolOf(await readOwnersSet(folder), 'honest', 1)
    expect(honest.name).toBe('official split 1')
    expect(leaksOf(honest, honest.folds[0]!)).toEqual({ groups: ['Two_Shows'], clips: 1 })
  })

  test('without the lists films are kept on one side, and the name of the protocol says so', async () => {
    await put(films.map((film) => `wave/${film}`))
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toContain('testTrainMulti_7030_splits')
    expect(protocolOf(set, 'honest', 2).name).toBe('60/20/20 by film')
  })
})

describe('UCF101', () => {
  const clips = ['g01_c01', 'g08_c01', 'g22_c01'].flatMap((of) => [
    `UCF-101/HandstandPushups/v_HandStandPushups_${of}.avi`,
    `UCF-101/TaiChi/v_TaiChi_${of}.avi`,
  ])
  const lists = async (word: string) => {
    const train = `${word}/v_${word}_g08_c01.avi 1\r\n${word}/v_${word}_g22_c01.avi 1\r\nTaiChi/v_TaiChi_g08_c01.avi 2\r\n`
    await put(['ucfTrainTestlist/trainlist01.txt'], train)
    await put(['ucfTrainTestlist/testlist01.txt'], `${word}/v_${word}_g01_c01.avi\r\nTaiChi/v_TaiChi_g01_c01.avi\r\n`)
    await put(['ucfTrainTestlist/classInd.txt'], '1 HandstandPushups\r\n2 TaiChi\r\n')
  }

  test.each(['HandStandPushups', 'HandstandPushups'])('%s in the lists is found in the folder', async (word) => {
    await put(clips)
    await lists(word)
    const set = await readOwnersSet(folder)
    expect(set.name).toBe('ucf101')
    const trapped = clip(set, 'v_HandStandPushups_g01_c01.avi')
    expect(trapped).toMatchObject({ label: 'HandstandPushups', group: 'HandstandPushups/01' })
    expect(trapped.official).toEqual({ 'split 1': 'test' })
    expect(filesOf(set, 'quirk')).toHaveLength(3)
    expect(filesOf(set, 'missing').filter((name) => name.includes('ushups'))).toEqual([])
  })

  test('a folder in the lists’ capitals gets the class name of classInd', async () => {
    await put(clips.map((name) => name.replace('/HandstandPushups/', '/HandStandPushups/')))
    await lists('HandstandPushups')
    const set = await readOwnersSet(folder)
    expect([...new Set(set.clips.map(({ label }) => label))]).toEqual(['HandstandPushups', 'TaiChi'])
  })

  test('a list that is not there, a clip in no list, a clip that is not here', async () => {
    await put(clips.slice(1))
    await lists('HandstandPushups')
    const set = await readOwnersSet(folder)
    expect(filesOf(set, 'missing')).toEqual([
      ...['trainlist02.txt', 'testlist02.txt', 'trainlist03.txt', 'testlist03.txt'],
      'HandstandPushups/v_HandstandPushups_g01_c01.avi',
    ])
    expect(filesOf(set, 'extra')).toEqual(['UCF-101/TaiChi/v_TaiChi_g22_c01.avi'])
    expect(protocolOf(set, 'honest', 1).name).toBe('official split 1')
  })
})

describe('UT-Interaction', () => {
  test('sequence and class are in the name; each sequence in turn is left out', async () => {
    await put(['0_1_4.avi', '1_1_0.avi', '3_2_0.avi', '4_10_5.avi', 'teaser.avi'])
    const set = await readOwnersSet(folder)
    expect(set.name).toBe('ut-interaction')
    expect(set.clips.map(({ label, group }) => `${label} ${group}`)).toEqual([
      'punch sequence 1',
      'handshake sequence 1',
      'handshake sequence 2',
      'push sequence 10',
    ])
    expect(filesOf(set, 'missing')).toEqual(['2_*_*.avi'])
    expect(filesOf(set, 'extra')).toEqual(['teaser.avi'])
    const { folds, text } = protocolOf(set, 'honest', 1)
    expect(folds.map(({ name }) => name)).toEqual(['sequence 1', 'sequence 2', 'sequence 10'])
    expect(text).toContain('sequence')
  })
})

describe('any other folder', () => {
  test('a folder is a class; athletes stand on one side', async () => {
    await put(['ann', 'bea', 'cem', 'dia', 'eli'].flatMap((of) => [`walk/${of}_1.mp4`, `run/${of}_1.mp4`]))
    const set = await readOwnersSet(folder)
    expect(set.name).toBe('folder')
    const honest = protocolOf(set, 'honest', 1)
    expect(sizesOf(honest.folds[0]!)).toEqual({ train: 6, validation: 2, test: 2 })
    expect(leaksOf(honest, honest.folds[0]!).clips).toBe(0)
  })

  test('a set that is taken for another one can be read as what it is', async () => {
    await put(['set1/1_1_0.avi', 'set2/2_1_1.avi'])
    expect((await readOwnersSet(folder)).name).toBe('ut-interaction')
    const set = await readOwnersSet(folder, { as: 'folder' })
    expect(set.clips.map(({ label }) => label)).toEqual(['set1', 'set2'])
    await expect(readOwnersSet(folder, { as: 'kth' })).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })

  test('links are not followed, so that nothing outside the folder is read', async () => {
    await put(['walk/a_1.mp4', 'run/b_1.mp4'])
    const outside = await mkdtemp(path.join(os.tmpdir(), 'touchline-outside-'))
    await writeFile(path.join(outside, 'c_1.mp4'), 'x')
    await symlink(path.join(outside, 'c_1.mp4'), path.join(folder, 'walk/c_1.mp4'))
    await symlink(outside, path.join(folder, 'jump'))
    const set = await readOwnersSet(folder)
    await rm(outside, { recursive: true })
    expect(set.clips.map(({ key }) => key)).toEqual(['run/b_1.mp4', 'walk/a_1.mp4'])
    expect(filesOf(set, 'quirk')).toEqual(['jump', 'walk/c_1.mp4'])
  })

  test('a folder without videos and one that is not there are refused', async () => {
    await put(['notes.txt'])
    await expect(readOwnersSet(folder)).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
    const nowhere = path.join(folder, 'nowhere')
    await expect(readOwnersSet(nowhere)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  test('a list far too large to be one is refused, not read', async () => {
    await put(['boxing/person01_boxing_d1_uncomp.avi'])
    await put(['00sequences.txt'], 'x'.repeat(9 << 20))
    await expect(readOwnersSet(folder)).rejects.toMatchObject({ code: 'DATASET_UNUSABLE' })
  })
})
