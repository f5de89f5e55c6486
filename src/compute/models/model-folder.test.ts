import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NetworkModel } from '../../contract/learning.ts'
import { rlnetPreset } from '../../../test/fixtures/rlnet-presets.ts'
import { createNetwork, parseNetworkConfig } from '../../network/index.ts'
import { loadBackend } from '../backend.ts'
import { readModel, writeModel } from './model-folder.ts'

const quick = rlnetPreset('quick')
const training = { ...quick, network: { ...quick.network, width: 8, hidden: 8 } }
const facts: NetworkModel = {
  format: 'touchline-model',
  version: 1,
  method: 'network',
  id: 'model-1',
  name: 'Small',
  createdAt: '2026-03-01T12:00:00.000Z',
  network: { ...training.network, classes: 2 },
  preprocessing: training.preprocessing,
  classes: ['run', 'jump'],
  training,
  epoch: training.epochs,
  dataset: { hash: 'abc', clips: 4, groups: 2, protocol: 'by athlete', heldOutGroups: ['b'] },
  heldOut: null,
  curves: [],
  startedFrom: { kind: 'scratch', source: '', licence: '' },
  trainSecs: 1,
  software: {},
}
const network = () => createNetwork(parseNetworkConfig(facts.network), 7)

let folder = ''
let whole = ''
beforeAll(async () => {
  await loadBackend({ backend: 'cpu', threads: null }, 'inference')
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-model-'))
  whole = path.join(folder, 'models', 'whole')
  const made = network()
  await writeModel(whole, facts, { network: made, steps: 9 })
  made.dispose()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('gives back every weight and every fact', async () => {
  const { facts: read, network: loaded } = await readModel(whole)
  const original = network()
  expect(read).toEqual(facts)
  for (const [name, variable] of original.parameters) {
    expect(loaded.parameters.get(name)!.dataSync(), name).toEqual(variable.dataSync())
  }
  loaded.dispose()
  original.dispose()
})

it('leaves nothing half-written beside the model, and never writes over another', async () => {
  const made = network()
  await expect(writeModel(whole, facts, { network: made, steps: 9 })).rejects.toMatchObject({ code: 'CONFLICT' })
  made.dispose()
  expect(await readdir(path.dirname(whole))).toEqual(['whole'])
})

it('refuses a folder that is no model, damaged, or edited to something else, and says which file', async () => {
  const spoilt = async (name: string, file: string, change: (content: Buffer) => Buffer | string): Promise<string> => {
    const dir = path.join(folder, name)
    await cp(whole, dir, { recursive: true })
    await writeFile(path.join(dir, file), change(await readFile(path.join(dir, file))))
    return dir
  }
  const empty = path.join(folder, 'empty')
  await mkdir(empty)
  const cases: [dir: string, named: RegExp][] = [
    [empty, /model\.json can't be used: there is no such file/],
    [await spoilt('text', 'model.json', () => 'not json'), /model\.json can't be used: it is not JSON/],
    [await spoilt('newer', 'model.json', (c) => c.toString().replace('"version": 1', '"version": 2')), /version/],
    [
      await spoilt('classes', 'model.json', (c) => c.toString().replace('"run",', '"run", "sit",')),
      /do not fit each other/,
    ],
    [
      await spoilt('wider', 'model.json', (c) => c.toString().replaceAll('"hidden": 8', '"hidden": 9')),
      /shapes differ/,
    ],
    [await spoilt('cut', 'weights.safetensors', (c) => c.subarray(0, c.length - 100)), /weights\.safetensors/],
  ]
  for (const [dir, named] of cases) {
    await expect(readModel(dir)).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(named) as string,
    })
  }
})
