import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesPerTrajectory } from '../../motion/index.ts'
import { checkTrajectoryFile, openTrajectoryFile, readTrajectoryFile } from './trajectory-file.ts'

const length = 15
let folder = ''
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'touchline-trajectories-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const block = (count: number, value: number) => new Uint8Array(count * bytesPerTrajectory(length)).fill(value)

async function written(name: string): Promise<string> {
  const file = path.join(folder, name)
  const writer = await openTrajectoryFile(file, 'key', length)
  await writer.append(block(3, 1))
  await writer.append(block(2, 2))
  await writer.finish({ lengthFrames: 90, isDamaged: true })
  await writer.close()
  return file
}

test('what was kept of a clip comes back, block by block', async () => {
  const file = await written('whole')
  expect(await checkTrajectoryFile(file, 'key')).toEqual({ lengthFrames: 90, isDamaged: true, count: 5 })
  const blocks: Uint8Array[] = []
  for await (const bytes of readTrajectoryFile(file)) blocks.push(bytes)
  expect(blocks).toEqual([block(3, 1), block(2, 2)])
})

test('a clip in which nothing moves is kept as such', async () => {
  const file = path.join(folder, 'still')
  const writer = await openTrajectoryFile(file, 'key', length)
  await writer.finish({ lengthFrames: 20, isDamaged: false })
  await writer.close()
  expect(await checkTrajectoryFile(file, 'key')).toEqual({ lengthFrames: 20, isDamaged: false, count: 0 })
})

test('a file that is cut off, changed, not done, of another clip, or not there is none', async () => {
  expect(await checkTrajectoryFile(path.join(folder, 'nowhere'), 'key')).toBeNull()
  expect(await checkTrajectoryFile(await written('other'), 'another key')).toBeNull()
  const cut = await written('cut')
  await truncate(cut, 1000)
  expect(await checkTrajectoryFile(cut, 'key')).toBeNull()
  await truncate(cut, 10)
  expect(await checkTrajectoryFile(cut, 'key')).toBeNull()
  for (const place of [0, 12, 41, 60, 900]) {
    const changed = await written('changed')
    const bytes = await readFile(changed)
    bytes[place]! ^= 4
    await writeFile(changed, bytes)
    expect(await checkTrajectoryFile(changed, 'key'), `byte ${place}`).toBeNull()
  }
  const open = path.join(folder, 'open')
  const writer = await openTrajectoryFile(open, 'key', length)
  await writer.append(block(1, 1))
  await writer.close()
  expect(await checkTrajectoryFile(open, 'key')).toBeNull()
})
