import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { contract } from '../../src/contract/index.ts'
import { routes } from '../../src/contract/routes.ts'
import type { Recording } from '../../src/contract/things.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { fileResponse } from '../../src/engine/http/file-response.ts'
import { importInto, importOne, makeWorkplace, problemOf, sampleDir } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine
let client: ContractRouterClient<typeof contract>
let recording: Recording
let original: Buffer
const origin = 'http://touchline.test'

beforeAll(async () => {
  workplace = await makeWorkplace()
  const rendererDir = join(workplace.dir, 'renderer')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Touchline</title>')
  await writeFile(join(rendererDir, 'assets/main-abc123.js'), 'export {}')
  await writeFile(join(workplace.dir, 'secret.txt'), 'secret')
  engine = await workplace.open({ rendererDir })
  client = createORPCClient(new RPCLink({ url: `${origin}${routes.rpc}`, fetch: (request) => engine.handle(request) }))
  recording = await client.recordings.get({ id: await importOne(engine, join(sampleDir, 'baseball.mp4')) })
  original = await readFile(join(sampleDir, 'baseball.mp4'))
})
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  engine.handle(new Request(`${origin}${path}`, { method, headers }))
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('calls', () => {
  it('answer the same over the wire as in process', async () => {
    expect(await client.library.tree({})).toEqual(await engine.client.library.tree({}))
    expect(await client.library.info({})).toMatchObject({ recordings: 1, athletes: 1, sampleOffered: false })
  })

  it('fail with a code and a message a person can act on, and never with a stack', async () => {
    expect(await problemOf(client.recordings.get({ id: 'nothing' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await problemOf(client.labels.create({ name: ' ' }))).toMatchObject({ code: 'INVALID_INPUT' })
    const response = await engine.handle(
      new Request(`${origin}/rpc/labels/create`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"json":{"name":17}}',
      }),
    )
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(text).toContain('name: Invalid input')
    expect(text).not.toContain('node_modules')
  })

  it('that nobody foresaw failing say so and leave the cause in the log', async () => {
    engine.context.db.exec('ALTER TABLE label RENAME TO label_away')
    try {
      expect(await problemOf(client.labels.list({}))).toMatchObject({ code: 'INTERNAL' })
    } finally {
      engine.context.db.exec('ALTER TABLE label_away RENAME TO label')
    }
    expect(workplace.logged.join('\n')).toContain('no such table')
  })

  it('that are no calls get an answer too', async () => {
    expect((await get('/rpc/no/such')).status).toBe(404)
    expect((await get('/rpc/labels/create', {}, 'DELETE')).status).toBeGreaterThanOrEqual(400)
    expect((await get('/media/x/original')).status).toBe(404)
  })

  it('stream events until the listener goes away', async () => {
    const abort = new AbortController()
    const events = await client.jobs.watch({}, { signal: abort.signal })
    const label = await client.labels.create({ name: 'watched' })
    expect((await events.next()).value).toEqual({ type: 'changed', what: 'labels', recordingId: null })
    abort.abort()
    expect((await events.next()).done).toBe(true)
    await client.labels.remove({ id: label.id })
  })
})

describe('the desktop host', () => {
  it('has the same engine behind its own protocol', async () => {
    const desktop = (path: string) => engine.handle(new Request(`app://touchline${path}`))
    expect(await (await desktop('/label/abc')).text()).toContain('Touchline')
    expect((await bytes(await desktop(routes.media(recording.id, 'original')))).equals(original)).toBe(true)
    const overProtocol: typeof client = createORPCClient(
      new RPCLink({ url: `app://touchline${routes.rpc}`, fetch: (request) => engine.handle(request) }),
    )
    expect(await overProtocol.library.info({})).toMatchObject({ name: 'library' })
  })
})

describe('media', () => {
  const url = () => routes.media(recording.id, 'original')

  it('come whole, to the byte', async () => {
    const response = await get(url())
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('video/mp4')
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect((await bytes(response)).equals(original)).toBe(true)
  })

  it('come in the ranges a player asks for', async () => {
    const response = await get(url(), { range: 'bytes=1000-300999' })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes 1000-300999/${original.length}`)
    expect(response.headers.get('content-length')).toBe('300000')
    expect((await bytes(response)).equals(original.subarray(1000, 301_000))).toBe(true)
    const tail = await get(url(), { range: 'bytes=-10' })
    expect((await bytes(tail)).equals(original.subarray(-10))).toBe(true)
    const behind = await get(url(), { range: `bytes=${original.length}-` })
    expect(behind.status).toBe(416)
    expect(behind.headers.get('content-range')).toBe(`bytes */${original.length}`)
  })

  it('are described without being sent', async () => {
    const response = await get(url(), {}, 'HEAD')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String(original.length))
    expect((await bytes(response)).length).toBe(0)
  })

  it('of several gigabytes are answered from any place, without reading what lies before', async () => {
    const file = join(workplace.dir, 'huge.mp4')
    const sizeBytes = 3 * 2 ** 30 + 5
    const handle = await open(file, 'w')
    await handle.truncate(sizeBytes - 5)
    await handle.write('words', sizeBytes - 5)
    await handle.close()
    const ask = (range: string) =>
      fileResponse(new Request(`${origin}/huge`, { headers: { range } }), { file, cacheControl: 'no-cache' })
    for (const range of [`bytes=${sizeBytes - 5}-`, 'bytes=-5', `bytes=${sizeBytes - 5}-${sizeBytes + 100}`]) {
      const response = await ask(range)
      expect(response.status, range).toBe(206)
      expect(response.headers.get('content-range')).toBe(`bytes ${sizeBytes - 5}-${sizeBytes - 1}/${sizeBytes}`)
      expect((await bytes(response)).toString()).toBe('words')
    }
    expect((await ask(`bytes=${sizeBytes}-`)).status).toBe(416)
    const openRange = await ask(`bytes=${2 ** 31 + 7}-`)
    expect(openRange.headers.get('content-length')).toBe(String(sizeBytes - 2 ** 31 - 7))
    await openRange.body?.cancel()
    await rm(file)
  })

  it('send a range only of the file that it was asked of', async () => {
    const etag = (await get(url(), {}, 'HEAD')).headers.get('etag') ?? ''
    expect((await get(url(), { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await get(url(), { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200)
  })

  it('stop being read when the player goes away', async () => {
    const response = await get(url())
    const reader = response.body!.getReader()
    await reader.read()
    await reader.cancel()
    expect((await reader.read()).done).toBe(true)
  })

  it('play from the proxy where the original is not where it was, and the library says that it is missing', async () => {
    const moved = join(workplace.dir, 'moving.mp4')
    // One byte more in a free atom at the end: the same pictures, another file.
    await writeFile(moved, Buffer.concat([original, Buffer.from([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65])]))
    const id = await importOne(engine, moved)
    const proxy = await bytes(await get(routes.media(id, 'proxy')))
    expect(proxy.length).toBeGreaterThan(1000)
    await rename(moved, join(workplace.dir, 'elsewhere.mp4'))
    expect(await client.recordings.get({ id })).toMatchObject({ missing: true, playback: { source: 'proxy' } })
    expect((await bytes(await get(routes.media(id, 'original')))).equals(proxy)).toBe(true)
    const again = await importInto(engine, [join(workplace.dir, 'elsewhere.mp4')])
    expect(again.result).toMatchObject({ recordingIds: [id], files: [{ duplicate: true }] })
    expect(await client.recordings.get({ id })).toMatchObject({ missing: false, fileName: 'elsewhere.mp4' })
  })
})

describe('thumbnails', () => {
  it('are pictures of the frames that the recording names, and of no others', async () => {
    expect(recording.thumbnails.length).toBeGreaterThan(5)
    for (const frame of [recording.thumbnails[0]!, recording.thumbnails.at(-1)!]) {
      const response = await get(routes.thumbnail(recording.id, frame))
      expect(response.headers.get('content-type')).toBe('image/jpeg')
      expect((await bytes(response)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    }
    const absent = [...Array(recording.frames).keys()].find((frame) => !recording.thumbnails.includes(frame))!
    expect((await get(routes.thumbnail(recording.id, absent))).status).toBe(404)
    expect((await get(`/thumbnails/${recording.id}/..%2f..%2ftouchline.db`)).status).toBe(404)
  })
})

describe("the window's files", () => {
  it('are served, and every place of the window leads to its page', async () => {
    const script = await get('/assets/main-abc123.js')
    expect(script.headers.get('content-type')).toContain('text/javascript')
    expect(script.headers.get('cache-control')).toContain('immutable')
    // The last is cut off within a character, as a pasted address may be: the window says that there is no such recording.
    for (const place of ['/', '/label/abc', '/train?run=1', '/label/%E0%A4%A']) {
      const page = await get(place)
      expect(page.headers.get('content-type'), place).toContain('text/html')
      expect(await page.text(), place).toContain('Touchline')
    }
    expect((await get('/assets/gone.js')).status).toBe(404)
  })

  it('end at their folder', async () => {
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%5c..%5csecret.txt', '/%00', '/%zz']) {
      const response = await get(path)
      expect(await response.text(), path).not.toContain('secret\n')
      expect([200, 404], path).toContain(response.status)
      if (response.status === 200) expect(response.headers.get('content-type')).toContain('text/html')
    }
  })

  it('may run no script, frame or request but their own', async () => {
    for (const path of ['/', '/rpc/none', '/media/x/original', '/assets/gone.js']) {
      const { headers } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("default-src 'none'")
      expect(policy, path).toContain("script-src 'self'")
      expect(policy, path).not.toContain('unsafe-eval')
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
    }
    // A place of the window whose name is like the reports': it must be able to load the window's scripts.
    const place = await get('/reports/some-session')
    expect(place.headers.get('content-security-policy')).toContain("script-src 'self'")
    const report = await get('/report-files/none/report.html')
    expect(report.status).toBe(404)
    expect(report.headers.get('content-security-policy')).not.toContain('script-src')
  })
})

describe('uploads', () => {
  const upload = (name: string, body: NonNullable<RequestInit['body']>) =>
    engine.handle(new Request(`${origin}${routes.upload}?name=${encodeURIComponent(name)}`, { method: 'POST', body }))

  it('become the library’s own copies, which can be imported', async () => {
    const response = await upload('../phone clip.mp4', await readFile(join(sampleDir, 'basketball.mp4')))
    expect(response.status).toBe(200)
    const { path } = (await response.json()) as { path: string }
    expect(path.startsWith(join(workplace.libraryDir, 'footage'))).toBe(true)
    const copy = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    const job = await importInto(engine, [path], { athlete: 'Bea', session: 'Phone' })
    expect(job.result).toMatchObject({ files: [{ recording: { sha256: copy, fileName: '_phone clip.mp4' } }] })
  })

  it('of what the library has already, or of no video, leave nothing behind', async () => {
    const before = await readdir(join(workplace.libraryDir, 'footage'))
    for (const body of [original, Buffer.from('this is no video at all')]) {
      const { path } = (await (await upload('again.mp4', body)).json()) as { path: string }
      await importInto(engine, [path])
    }
    expect(await readdir(join(workplace.libraryDir, 'footage'))).toEqual(before)
  })

  it('that are empty, nameless or break off are refused whole', async () => {
    const before = await readdir(join(workplace.libraryDir, 'footage'))
    expect((await upload('empty.mp4', new Uint8Array())).status).toBe(400)
    expect((await upload('...', 'x')).status).toBe(400)
    const torn = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(100_000)),
      pull: (controller) => controller.error(new Error('connection lost')),
    })
    const request = { method: 'POST', body: torn, duplex: 'half' } as RequestInit
    expect((await engine.handle(new Request(`${origin}/upload?name=torn.mp4`, request))).status).toBe(500)
    expect(await readdir(join(workplace.libraryDir, 'footage'))).toEqual(before)
  })
})

describe('the file chooser', () => {
  it('shows folders and videos, or weights, of the allowed roots, and nothing outside', async () => {
    await mkdir(join(workplace.dir, 'clips'))
    await writeFile(join(workplace.dir, 'clips', 'a.mp4'), 'x')
    await writeFile(join(workplace.dir, 'clips', 'notes.txt'), 'x')
    const roots = await client.files.list({ path: null })
    expect(roots.entries.map(({ path }) => path)).toContain(workplace.dir)
    const clips = await client.files.list({ path: join(workplace.dir, 'clips') })
    expect(clips.parent).toBe(workplace.dir)
    expect(clips.entries).toEqual([
      { name: 'a.mp4', path: join(workplace.dir, 'clips', 'a.mp4'), kind: 'video', sizeBytes: 1 },
    ])
    await writeFile(join(workplace.dir, 'clips', 'resnet18.pth'), 'xy')
    const weights = await client.files.list({ path: join(workplace.dir, 'clips'), kind: 'weights' })
    expect(weights.entries.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes])).toEqual([
      ['resnet18.pth', 'weights', 2],
    ])
    for (const path of ['/etc', `${workplace.dir}/..`, `${workplace.dir}/../library/..`]) {
      expect(await problemOf(client.files.list({ path })), path).toMatchObject({ code: 'PATH_NOT_ALLOWED' })
    }
    expect((await client.files.list({ path: workplace.dir })).parent).toBeNull()
  })

  it('does not follow links out', async () => {
    const link = join(workplace.dir, 'way-out')
    await symlink('/etc', link)
    expect(await problemOf(client.files.list({ path: link }))).toMatchObject({ code: 'PATH_NOT_ALLOWED' })
    await rm(link)
  })

  it('of the system allows the very files that were chosen there', async () => {
    const outside = join(workplace.libraryDir, '..', 'chosen.mp4')
    await writeFile(outside, original.subarray(0, 100))
    const refused = await importInto(engine, [outside])
    expect(refused.problem?.code).toBe('PATH_NOT_ALLOWED')
    engine.allowFiles([outside])
    expect((await importInto(engine, [outside])).problem?.code).not.toBe('PATH_NOT_ALLOWED')
  })
})
