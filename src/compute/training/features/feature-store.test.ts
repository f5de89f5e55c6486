import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileBytes } from './feature-file.ts'
import { findRoom } from './feature-room.ts'
import { openFeatureStore } from './feature-store.ts'

let dir = ''
beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'touchline-features-'))))
afterEach(() => rm(dir, { recursive: true, force: true }))

const values = Float32Array.from([0, 1.5, -2e-7, 3e30])
const fileOf = (recipe: string, key: string): string => path.join(dir, recipe, `${key}.features`)

describe('a store of features', () => {
  it('gives back to the bit what was put in, to a later run as well', async () => {
    const store = await openFeatureStore(dir, 'recipe', 4)
    expect(await store.read('a')).toBeNull()
    expect(await store.has('a')).toBe(false)
    await store.write('a', values)
    const later = await openFeatureStore(dir, 'recipe', 4)
    expect(await later.has('a')).toBe(true)
    expect(await later.read('a')).toEqual(values)
    expect(await (await openFeatureStore(dir, 'other recipe', 4)).read('a')).toBeNull()
    expect(await readdir(path.join(dir, 'recipe'))).toEqual(['a.features'])
  })

  it.each([
    ['cut off', (file: Buffer) => file.subarray(0, 50)],
    ['empty', () => Buffer.alloc(0)],
    ['longer', (file: Buffer) => Buffer.concat([file, Buffer.alloc(4)])],
    ['zeroed, as after a power cut', (file: Buffer) => Buffer.alloc(file.length)],
    ['changed in one bit', (file: Buffer) => file.with(45, file[45]! ^ 1)],
  ])('does not trust a file that is %s', async (_, spoil) => {
    const store = await openFeatureStore(dir, 'recipe', 4)
    await store.write('a', values)
    await writeFile(fileOf('recipe', 'a'), spoil(await readFile(fileOf('recipe', 'a'))))
    expect(await store.read('a')).toBeNull()
    await store.write('a', values)
    expect(await store.read('a')).toEqual(values)
  })

  it('does not take one view for another whose file got its name', async () => {
    const store = await openFeatureStore(dir, 'recipe', 4)
    await store.write('a', values)
    await writeFile(fileOf('recipe', 'b'), await readFile(fileOf('recipe', 'a')))
    expect(await store.read('b')).toBeNull()
  })

  it('clears away what a killed run left half-written, but not what another writes right now', async () => {
    await openFeatureStore(dir, 'recipe', 4)
    const [old, young] = ['.a.features.1.partial', '.b.features.2.partial'].map((name) =>
      path.join(dir, 'recipe', name),
    )
    for (const file of [old!, young!]) await writeFile(file, 'half')
    const yesterday = new Date(Date.now() - 86400e3)
    await utimes(old!, yesterday, yesterday)
    await openFeatureStore(dir, 'recipe', 4)
    expect(await readdir(path.join(dir, 'recipe'))).toEqual([path.basename(young!)])
  })

  it('is there again when another run cleared its folder away', async () => {
    const store = await openFeatureStore(dir, 'recipe', 4)
    await rm(path.join(dir, 'recipe'), { recursive: true })
    await store.write('a', values)
    expect(await store.read('a')).toEqual(values)
  })
})

describe('room for features', () => {
  const fill = async (recipe: string, files: number, usedSecondsAgo: number): Promise<void> => {
    const store = await openFeatureStore(dir, recipe, 4)
    for (let file = 0; file < files; file++) await store.write(`${file}`, values)
    const used = new Date(Date.now() - usedSecondsAgo * 1000)
    await utimes(path.join(dir, recipe), used, used)
  }
  const each = fileBytes(4)

  it('is what the bound leaves beside what this training has already', async () => {
    await fill('mine', 3, 0)
    await fill('older', 2, 60)
    expect((await findRoom(dir, 'mine', 10 * each)).roomBytes).toBe(7 * each)
    expect((await findRoom(dir, 'new', 10 * each)).roomBytes).toBe(10 * each)
    expect((await findRoom(dir, 'mine', 2 * each)).roomBytes).toBe(0)
    expect((await findRoom(path.join(dir, 'not there yet'), 'new', each)).roomBytes).toBe(each)
  })

  it('is made by clearing away what was not used for longest, and no more than needed', async () => {
    await fill('oldest', 2, 300)
    await fill('mine', 1, 200)
    await fill('older', 2, 100)
    await fill('young', 2, 10)
    const room = await findRoom(dir, 'mine', 8 * each)
    await room.clear(1 * each)
    expect((await readdir(dir)).sort()).toEqual(['mine', 'older', 'oldest', 'young'])
    await room.clear(4 * each)
    expect((await readdir(dir)).sort()).toEqual(['mine', 'young'])
  })

  it('goes on where it was: what another run put in place of a cleared one is not taken too', async () => {
    await fill('oldest', 2, 300)
    await fill('older', 2, 100)
    const room = await findRoom(dir, 'mine', 4 * each)
    await Promise.all([room.clear(1 * each), room.clear(2 * each)])
    expect(await readdir(dir)).toEqual(['older'])
    await fill('oldest', 1, 0)
    await room.clear(4 * each)
    expect(await readdir(dir)).toEqual(['oldest'])
  })
})
