import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetwork, exportWeights, networkDefaults, writeSafetensors } from '../../src/network/index.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Job } from '../../src/contract/things.ts'
import { loadTensorFlow } from '../parity/tensorflow.ts'
import { makeWorkplace, problemOf, projectDir, type Workplace } from '../fixtures/workplace.ts'

let place: Workplace
let engine: Engine
let server: Server
let address = ''
let asked = 0
let small = ''
let content: Buffer

beforeAll(async () => {
  loadTensorFlow()
  place = await makeWorkplace()
  engine = await place.open()
  const network = createNetwork({ ...networkDefaults, backbone: 'resnet10', width: 8, hidden: 6, classes: 3 }, 1)
  content = Buffer.from(writeSafetensors({ tensors: exportWeights(network), metadata: {} }))
  network.dispose()
  small = join(place.dir, 'small.safetensors')
  await writeFile(small, content)
  server = createServer((request, response) => {
    asked++
    if (request.url?.startsWith('/other.pth')) {
      const other = Buffer.from(content)
      // Another number somewhere in the data, so that it is another file.
      other.writeFloatLE(0.125, other.length - 400)
      response.writeHead(200, { 'content-length': other.length }).end(other)
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await engine.close()
  server.closeAllConnections()
  server.close()
  await place.remove()
})

async function add(from: string, labels: { name?: string; source?: string; licence?: string } = {}): Promise<Job> {
  const { jobId } = await engine.client.weights.add({ from, ...labels })
  return engine.context.jobs.whenOver(jobId)
}
const filesInStore = () => readdir(join(place.libraryDir, 'models', 'weights'))

describe('starting weights of a library', () => {
  it('are a checked copy that says what it is and where it came from', async () => {
    const job = await add(small, { source: 'our own', licence: 'CC0' })
    expect(job).toMatchObject({ kind: 'weights', state: 'done', result: { name: 'small', alreadyThere: false } })
    const [stored, ...others] = await engine.client.weights.list({})
    expect(others).toEqual([])
    expect(stored).toMatchObject({
      name: 'small',
      format: 'safetensors',
      kind: 'network',
      description: 'resnet10 of width 8, LSTM of 6 and 3 labels',
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
      source: 'our own',
      licence: 'CC0',
    })
    expect(await filesInStore()).toEqual([`${stored!.id}.safetensors`])
    expect(await readFile(join(place.libraryDir, 'models', 'weights', `${stored!.id}.safetensors`))).toEqual(content)
  })

  it('are stored once, under whatever name they come again', async () => {
    const copy = join(place.dir, 'copy.pth')
    await cp(small, copy)
    expect(await add(copy)).toMatchObject({ state: 'done', result: { name: 'small', alreadyThere: true } })
    expect(await filesInStore()).toHaveLength(1)
  })

  it('come from an address, of which a key in it is not kept', async () => {
    const job = await add(`${address}/other.pth?key=secret`)
    expect(job).toMatchObject({ state: 'done', result: { name: 'other', alreadyThere: false } })
    const [stored] = await engine.client.weights.list({})
    expect(stored).toMatchObject({ name: 'other', source: `${address}/other.pth`, licence: '' })
    expect(await filesInStore()).toHaveLength(2)
  })

  it('are not taken twice under one name, nor where they are no network: the library stays as it was', async () => {
    const sample = join(projectDir, 'test/fixtures/weights/training.pth')
    await cp(sample, join(place.dir, 'training.pth'))
    await cp(join(projectDir, 'test/fixtures/weights/malicious.pth'), join(place.dir, 'malicious.pth'))
    const before = await filesInStore()
    const taken = await add(join(place.dir, 'training.pth'), { name: 'small' })
    expect(taken).toMatchObject({ state: 'failed', problem: { code: 'CONFLICT' } })
    const wrong = await add(join(place.dir, 'training.pth'))
    expect(wrong.problem).toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(/training\.pth .*lacks conv1\.weight.*“0\.weight”/) as string,
    })
    const malicious = await add(join(place.dir, 'malicious.pth'))
    expect(malicious.problem?.message).toMatch(/asks to run “posix\.system”/)
    expect(await add(`${address}/gone.pth`)).toMatchObject({ problem: { code: 'DOWNLOAD_FAILED' } })
    expect(await filesInStore()).toEqual(before)
  })

  it('are refused from where nothing may be read, and from addresses that are not encrypted', async () => {
    const turns = asked
    expect(await problemOf(engine.client.weights.add({ from: '/etc/hostname' }))).toMatchObject({
      code: 'PATH_NOT_ALLOWED',
    })
    expect(await problemOf(engine.client.weights.add({ from: 'http://example.org/a.pth' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect(await problemOf(engine.client.weights.add({ from: 'resnet9000' }))).toMatchObject({
      message: expect.stringContaining('torchvision-resnet50') as string,
    })
    expect(asked).toBe(turns)
  })

  it('are known by name with size, checksum and licence', async () => {
    const known = await engine.client.weights.known({})
    for (const { url, sha256, licence, backbone } of known) {
      expect(url).toMatch(/^https:\/\//)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(licence).toContain('ImageNet')
      // torchvision's file names hold the first digits of the checksum.
      const digits = /-([0-9a-f]{8})\.pth$/.exec(url)?.[1]
      if (digits) expect(sha256.startsWith(digits)).toBe(true)
      expect(url).toContain(backbone)
    }
    expect(new Set(known.map(({ backbone }) => backbone))).toEqual(new Set(['resnet18', 'resnet34', 'resnet50']))
  })

  it('are removed with their file', async () => {
    await engine.client.weights.remove({ name: 'other' })
    expect((await engine.client.weights.list({})).map(({ name }) => name)).toEqual(['small'])
    expect(await filesInStore()).toHaveLength(1)
    expect(await problemOf(engine.client.weights.remove({ name: 'other' }))).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('It has: small') as string,
    })
  })
})
