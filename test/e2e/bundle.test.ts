/** What Electron would start: the bundled compute process, under this Node. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createComputeLauncher } from '../../src/engine/compute/launcher.ts'
import { makeLog } from '../../src/engine/log.ts'

test('the bundled compute process answers with what it computes on', async () => {
  const entry = resolve(import.meta.dirname, '../../out/main/compute.js')
  const compute = createComputeLauncher({ entry, ffmpeg: () => '', log: makeLog('warn') })
  const result = await compute.run({ kind: 'describe' }, {})
  expect(result).toMatchObject({ kind: 'describe', description: { version: expect.stringMatching(/^\d/) as string } })
})
