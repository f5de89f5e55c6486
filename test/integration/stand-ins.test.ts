import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sizesOf } from '../../src/domain/protocols.ts'
import { protocolOf, readOwnersSet } from '../../src/engine/datasets/owners/index.ts'
import { makeStandIn, standInNames } from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'
import { indexFootage } from '../../src/media/probe.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-stand-ins-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Codec, picture and container of each owner's files, the picture at half its size. */
const encoded = {
  ucf11: ['mpeg1video', 160, 120, 'mpeg'],
  kth: ['mpeg4', 80, 60, 'avi'],
  hmdb51: ['mpeg4', 160, 120, 'avi'],
  ucf101: ['mpeg4', 160, 120, 'avi'],
  'ut-interaction': ['mpeg4', 80, 80, 'avi'],
} as const

describe.each(standInNames)('the stand-in of %s', (name) => {
  const at = () => path.join(folder, name)
  beforeAll(async () => {
    await makeStandIn({ name, dir: at(), small: true, seed: 1 })
  })

  it('is recognised by its layout, and has every class on each side of every protocol', async () => {
    const set = await readOwnersSet(at())
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
    const { clips } = await readOwnersSet(at())
    const { codec, width, height, container } = await indexFootage(clips[0]!.file)
    expect([codec, width, height, container]).toEqual(encoded[name])
  })
})

describe('making a stand-in', () => {
  const request = { name: 'ut-interaction', small: true, seed: 3 } as const

  it('goes on where it was stopped, and draws the same clips for the same seed', async () => {
    const [dir, whole] = [path.join(folder, 'stopped'), path.join(folder, 'whole')]
    const stop = new AbortController()
    const stopped = makeStandIn({ ...request, dir, signal: stop.signal, onProgress: () => stop.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    await makeStandIn({ ...request, dir })
    await makeStandIn({ ...request, dir: whole })
    for (const clip of (await readOwnersSet(whole)).clips) {
      expect(await readFile(path.join(dir, clip.key))).toEqual(await readFile(clip.file))
    }
  })

  it('touches no folder that holds something else', async () => {
    const dir = path.join(folder, 'mine')
    await makeStandIn({ ...request, dir: path.join(folder, 'whole') })
    await expect(makeStandIn({ ...request, seed: 4, dir: path.join(folder, 'whole') })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await writeFile(dir, 'a file')
    await expect(makeStandIn({ ...request, dir })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await stat(dir)).size).toBe(6)
  })
})
