import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOwnersSet } from '../../src/engine/datasets/owners/index.ts'
import { makeStandIn } from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-stand-ins-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

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
