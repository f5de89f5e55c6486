/** Checking a copy of a published data set: every fault of the stand-ins is found and named, and the real clips have none. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sizesOf } from '../../src/domain/protocols.ts'
import {
  checkOwnersSet,
  protocolOf,
  readOwnersSet,
  type CheckedSet,
  type FaultKind,
} from '../../src/engine/datasets/owners/index.ts'
import {
  makeStandIn,
  standInNames,
  type StandInName,
} from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'
import { indexFootage } from '../../src/media/probe.ts'
import { footageDir, hasRealFootage } from '../fixtures/workplace.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-check-'))
  for (const name of standInNames) await makeStandIn({ name, dir: path.join(folder, name), small: true, seed: 1 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const options = { quick: false, seed: 1 }

function checkStandIn(name: StandInName): Promise<CheckedSet> {
  return checkOwnersSet(path.join(folder, name), options)
}

/** Names of the files that a kind of fault is about. */
function named({ set }: CheckedSet, kind: FaultKind): string[] {
  return set.faults
    .filter((fault) => fault.kind === kind)
    .flatMap(({ files }) => files.map((file) => path.basename(file)))
}

function leaking({ protocols }: CheckedSet): string[] {
  return protocols.filter(({ folds }) => folds.some(({ leaks }) => leaks.clips > 0)).map(({ name }) => name)
}

/** Codec, picture and container of each owner's files, the picture at half its size. */
const encoded = {
  ucf11: ['mpeg1video', 160, 120, 'mpeg'],
  kth: ['mpeg4', 80, 60, 'avi'],
  hmdb51: ['mpeg4', 160, 120, 'avi'],
  ucf101: ['mpeg4', 160, 120, 'avi'],
  'ut-interaction': ['mpeg4', 80, 80, 'avi'],
} as const

describe.each(standInNames)('the stand-in of %s', (name) => {
  it('is recognised by its layout, and has every class on each side of every protocol', async () => {
    const set = await readOwnersSet(path.join(folder, name))
    expect(set.name).toBe(name)
    const labels = new Set(set.clips.map(({ label }) => label))
    expect(labels.size).toBeGreaterThanOrEqual(6)
    for (const kind of ['paper', 'honest'] as const) {
      const protocol = protocolOf(set, kind, 1)
      for (const fold of protocol.folds) {
        const { train, test } = sizesOf(fold)
        expect(train).toBeGreaterThanOrEqual(labels.size)
        expect(test).toBeGreaterThanOrEqual(labels.size - 1)
        const learned = protocol.clips.filter((_, i) => fold.parts[i] === 'train').map(({ label }) => label)
        expect(new Set(learned)).toEqual(labels)
      }
    }
  })

  it('holds footage in the owner’s format', async () => {
    const { clips } = await readOwnersSet(path.join(folder, name))
    const { codec, width, height, container } = await indexFootage(clips[0]!.file)
    expect([codec, width, height, container]).toEqual(encoded[name])
  })
})

describe('the check finds in a stand-in', () => {
  it('of UCF11 the gap, the file that is no video, the stray one, the copy, and the groups that leak', async () => {
    const checked = await checkStandIn('ucf11')
    expect(named(checked, 'missing')).toEqual(['v_diving_02_02.mpg'])
    expect(named(checked, 'extra')).toEqual(['trailer.mpg'])
    expect(named(checked, 'unreadable')).toEqual(['v_shooting_24_01.mpg'])
    expect(named(checked, 'duplicate')).toEqual(['v_tennis_01_01.mpg', 'v_tennis_03_02.mpg'])
    expect(named(checked, 'quirk')).toEqual(['v_swing_01_01.mpg'])
    expect([checked.found, checked.set.clips.length]).toEqual([36, 34])
    expect(checked.obstacles).toEqual([])
  })

  it('of KTH what the list says and is not so, and the video that breaks off', async () => {
    const checked = await checkStandIn('kth')
    expect(named(checked, 'missing')).toEqual(['person25_walking_d1'])
    expect(named(checked, 'extra')).toEqual(['person02_walking_d2_uncomp.avi', 'warming_up.avi'])
    expect(new Set(named(checked, 'unreadable'))).toEqual(new Set(['person01_boxing_d4_uncomp.avi']))
    expect(named(checked, 'duplicate')).toEqual(['person02_walking_d1_uncomp.avi', 'person02_walking_d2_uncomp.avi'])
    expect(leaking(checked)).toEqual(['random, five folds'])
    const broken = checked.set.clips.find(({ key }) => key.includes('person01_boxing_d4'))!
    expect(broken.sequences.length).toBeLessThan(4)
  })

  it('of HMDB51 that a film leaks through the owner’s own split', async () => {
    const checked = await checkStandIn('hmdb51')
    expect(named(checked, 'missing')).toEqual(['Lost_Reel_sit_f_cm_np1_fr_bad_0.avi'])
    expect(named(checked, 'unreadable')).toEqual(['Lost_Reel_throw_u_nm_np1_fr_goo_9.avi'])
    expect(named(checked, 'duplicate')).toHaveLength(2)
    expect(leaking(checked)).toEqual(['random 60/20/20', 'official splits 1, 2, 3'])
    const official = checked.protocols.find(({ name }) => name.startsWith('official'))!
    expect(official.folds.map(({ leaks }) => leaks.clips > 0)).toEqual([true, false, false])
  })

  it('of UCF101 nothing wrong with the class of two spellings', async () => {
    const checked = await checkStandIn('ucf101')
    expect(named(checked, 'missing')).toEqual(['v_TaiChi_g25_c04.avi'])
    expect(named(checked, 'unreadable')).toEqual(['v_Lunges_g24_c01.avi'])
    expect(named(checked, 'duplicate')).toEqual(['v_Lunges_g01_c01.avi', 'v_Lunges_g23_c02.avi'])
    const trapped = checked.set.clips.filter(({ label }) => label === 'HandstandPushups')
    expect(trapped.map(({ official }) => official['split 1'])).toEqual(['test', 'train', 'train', 'train'])
    expect(named(checked, 'quirk')).toHaveLength(trapped.length)
  })

  it('of UT-Interaction the missing number, by the names alone when in a hurry', async () => {
    const quick = await checkOwnersSet(path.join(folder, 'ut-interaction'), { ...options, quick: true })
    expect(named(quick, 'missing')).toEqual(['8_*_*.avi'])
    expect(quick.protocols.map(({ name }) => name)).toContain('leave one sequence out')
  })
})

describe('the check', () => {
  it('says why nothing can be learned where no file decodes', async () => {
    const dir = path.join(folder, 'ruined')
    for (const label of ['run', 'jump']) {
      await mkdir(path.join(dir, label), { recursive: true })
      await writeFile(path.join(dir, label, 'a_1.mp4'), 'no video')
    }
    const { obstacles, protocols, set } = await checkOwnersSet(dir, options)
    expect(obstacles).toHaveLength(1)
    expect(protocols).toEqual([])
    expect(set.faults.filter(({ kind }) => kind === 'unreadable')).toHaveLength(2)
  })

  it('stops when it is told to', async () => {
    const dir = path.join(folder, 'ruined')
    const stopped = checkOwnersSet(dir, { ...options, signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it.runIf(hasRealFootage('the check on real clips'))('finds the real UT-Interaction clips whole', async () => {
    const { set, found, protocols } = await checkOwnersSet(path.join(footageDir, 'ut-interaction-set1'), options)
    expect([set.name, found, set.clips.length]).toEqual(['ut-interaction', 48, 48])
    expect(set.faults.map(({ kind }) => kind).filter((kind) => kind !== 'leak')).toEqual(['quirk'])
    const honest = protocols.find(({ name }) => name === 'leave one sequence out')!
    expect(honest.folds).toHaveLength(8)
    expect(honest.folds.every(({ leaks }) => leaks.clips === 0)).toBe(true)
  })
})
