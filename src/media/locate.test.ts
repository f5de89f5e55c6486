import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cacheFolder, locateFfmpeg, parseMachineFile, parseVersion } from './locate.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-locate-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026', '5.1.9-0+deb12u1', 5, 1],
  ['ffmpeg version n9.0.2-17-g2a571b6068-20260930 Copyright', 'n9.0.2-17-g2a571b6068-20260930', 9, 0],
  ['ffmpeg version N-66595-gc2b38619c0-tessus Copyright', 'N-66595-gc2b38619c0-tessus', null, null],
])('%s', (output, version, major, minor) => {
  expect(parseVersion(output)).toEqual({ version, major, minor })
})

test('another program’s answer is not taken for ffmpeg’s', () => {
  expect(parseVersion('GNU bash, version 5.2.15')).toBeNull()
})

test('what set-up wrote down is read with care', () => {
  expect(parseMachineFile('{"schema":1,"ffmpeg":{"path":"/cache/ffmpeg","version":"9.0.2"}}')).toBe('/cache/ffmpeg')
  expect(parseMachineFile('{"schema":1,"ffmpeg":null}')).toBeNull()
  expect(parseMachineFile('{"ffmpeg":{"path":7}}')).toBeNull()
  expect(parseMachineFile('[]')).toBeNull()
})

test('a cache folder that a person chose is used', () => {
  expect(cacheFolder({ TOUCHLINE_CACHE: folder })).toBe(folder)
})

test('an ffmpeg that was named and can’t be used is said so, and no other is taken in silence', async () => {
  const missing = path.join(folder, 'ffmpeg')
  await expect(locateFfmpeg(missing)).rejects.toMatchObject({
    code: 'FFMPEG_MISSING',
    message: expect.stringContaining(missing),
  })
})

test.skipIf(process.platform === 'win32')(
  'one that is too old is told apart, and found again once replaced',
  async () => {
    const program = path.join(folder, 'ffmpeg')
    const answer = async (version: string): Promise<void> => {
      await writeFile(program, `#!/bin/sh\necho "ffmpeg version ${version} Copyright"\n`)
      await chmod(program, 0o755)
    }
    await answer('4.4.1')
    await expect(locateFfmpeg(program)).rejects.toMatchObject({ message: expect.stringContaining('5.1 or newer') })
    await answer('6.0')
    await expect(locateFfmpeg(program)).resolves.toEqual({ path: program, version: '6.0' })
  },
)
