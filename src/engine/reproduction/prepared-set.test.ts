import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepareSet } from './prepared-set.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-prepared-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface KeptFile {
  facts: { key: string; why: string; mayPass?: boolean }
}
const cacheFile = () => path.join(folder, 'out', 'footage.json')
const kept = async () => JSON.parse(await readFile(cacheFile(), 'utf8')) as { files: Record<string, KeptFile> }

/** Clips that are looked at in no time: they are empty. */
async function emptyClips(count: number): Promise<string> {
  const set = path.join(folder, 'set')
  await mkdir(path.join(set, 'walk'), { recursive: true })
  const names = Array.from({ length: count }, (_, i) => path.join(set, 'walk', `ann_${i}.mp4`))
  await Promise.all(names.map((name) => writeFile(name, '')))
  return set
}

describe('looking through a set', () => {
  test('keeps what it found out when it is stopped among many files', async () => {
    const set = await emptyClips(150)
    const onProgress = (done: number) => {
      if (done === 120) throw new Error('stopped')
    }
    await expect(prepareSet(set, { cacheFile: cacheFile(), onProgress })).rejects.toThrow('stopped')
    expect(Object.keys((await kept()).files)).toHaveLength(100)
    const totals = new Set<number>()
    await prepareSet(set, { cacheFile: cacheFile(), onProgress: (_, total) => void totals.add(total) })
    expect([...totals]).toEqual([50])
  })

  test('looks again at a file that could not be opened, and at no other', async () => {
    const set = await emptyClips(3)
    await prepareSet(set, { cacheFile: cacheFile() })
    const before = await kept()
    const [first] = Object.values(before.files)
    first!.facts = { key: first!.facts.key, why: 'You have no permission to read it.', mayPass: true }
    await writeFile(cacheFile(), JSON.stringify(before))
    const looked: number[] = []
    const onProgress = (done: number, total: number) => void looked.push(done, total)
    const { set: read } = await prepareSet(set, { cacheFile: cacheFile(), onProgress })
    expect(looked).toEqual([1, 1])
    expect(read.faults.map(({ text }) => text)).toEqual(Array(3).fill('It is empty. It is left out.'))
  })
})
