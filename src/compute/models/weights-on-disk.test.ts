import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ComputeEvent } from '../../contract/compute.ts'
import type { StartingWeights } from '../../contract/learning.ts'
import { createNetwork, exportWeights, networkDefaults, writeSafetensors } from '../../network/index.ts'
import { loadBackend } from '../backend.ts'
import { attentionStartOf, inspectWeights, startNetwork } from './weights-on-disk.ts'

const config = { ...networkDefaults, backbone: 'resnet10', width: 8, hidden: 6, classes: 3 } as const

let folder = ''
let startFrom: StartingWeights
beforeAll(async () => {
  await loadBackend({ backend: 'cpu', threads: null }, 'inference')
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-weights-'))
  const network = createNetwork(config, 1)
  const content = writeSafetensors({ tensors: exportWeights(network), metadata: {} })
  network.dispose()
  const file = path.join(folder, 'first.safetensors')
  await writeFile(file, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  startFrom = { file, name: 'first', source: 'a colleague', licence: 'CC BY 4.0', sha256 }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('says what a file is without being told', async () => {
  expect(await inspectWeights(startFrom.file, 'first.safetensors')).toMatchObject({
    format: 'safetensors',
    kind: 'network',
    backbone: 'resnet10',
    attention: 'none',
    classes: 3,
    description: 'resnet10 of width 8, LSTM of 6 and 3 labels',
  })
})

it('starts a network and keeps where its weights came from', async () => {
  const events: ComputeEvent[] = []
  const network = createNetwork({ ...config, classes: 4 }, 2)
  const startedFrom = await startNetwork(network, startFrom, { emit: (event) => events.push(event) })
  network.dispose()
  const { name, source, licence, sha256 } = startFrom
  expect(startedFrom).toEqual({ kind: 'checkpoint', name, source, licence, sha256 })
  expect(events).toEqual([
    {
      type: 'log',
      text: expect.stringMatching(/^Starting from first: backbone of 12 conv.*classifier .* anew\.$/) as string,
    },
  ])
})

it('refuses a file that is not the one that was chosen', async () => {
  const network = createNetwork(config, 2)
  const other = { ...startFrom, sha256: '0'.repeat(64) }
  await expect(startNetwork(network, other, { emit: () => undefined })).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  network.dispose()
})

it('names the file that is not there', async () => {
  await expect(inspectWeights(path.join(folder, 'gone.pth'), 'gone.pth')).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: expect.stringContaining('gone.pth') as string,
  })
})

it('lets fresh attention start near identity on what was learned without it, unless a person says otherwise', () => {
  expect(attentionStartOf({}, startFrom)).toBe('near-identity')
  expect(attentionStartOf({}, null)).toBe('usual')
  expect(attentionStartOf({ attentionStart: 'usual' }, startFrom)).toBe('usual')
})
