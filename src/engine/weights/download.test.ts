import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkAddress, checkRedirect } from './download-address.ts'
import { download, type DownloadOptions } from './download.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251))

interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

let folder: string
let server: Server
let asked: Asked[]
/** What the server does with its n-th request, from 0. */
let answer: (request: IncomingMessage, response: ServerResponse, turn: number) => void
const seen: [done: number, total: number][] = []
/** Where the line breaks: once so many bytes have arrived, as bytes still under way are lost with it. */
let cut = { at: Infinity, now: () => undefined as unknown }

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-download-'))
  asked = []
  seen.length = 0
  cut = { at: Infinity, now: () => undefined }
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    answer(request, response, asked.length - 1)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

const partial = () => path.join(folder, 'weights.download')
const address = (name = '/weights.pth') => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${name}`)
const fetchAll = (options: Partial<DownloadOptions> = {}) =>
  download({
    url: options.url ?? address(),
    partial: partial(),
    maxBytes: 1_000_000,
    expectedBytes: null,
    signal: new AbortController().signal,
    onProgress: (done, total) => {
      seen.push([done, total])
      if (done >= cut.at) cut.now()
    },
    pauseSecs: 0.001,
    ...options,
  })

/** Answers as an ordinary server does, ranges included; with `stopAfter`, breaks off after so many bytes. */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { etag = '"one"', stopAfter = Infinity } = {},
): void {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const goesOn = range && request.headers['if-range'] === etag
  const start = goesOn ? Number(range[1]) : 0
  const body = content.subarray(start)
  const range206 = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
  response.writeHead(goesOn ? 206 : 200, { etag, 'content-length': body.length, ...(goesOn && range206) })
  cut = { at: body.length > stopAfter ? start + stopAfter : Infinity, now: () => response.socket?.destroy() }
  if (body.length <= stopAfter) response.end(body)
  else response.write(body.subarray(0, stopAfter))
}

describe('a download', () => {
  it('brings every byte, says how far it is, and leaves nothing beside the file', async () => {
    answer = (request, response) => serve(request, response)
    await fetchAll({ expectedBytes: content.length })
    expect(await readFile(partial())).toEqual(content)
    expect(await readdir(folder)).toEqual(['weights.download'])
    expect(seen[0]).toEqual([0, content.length])
    expect(seen.at(-1)).toEqual([content.length, content.length])
  })

  it('sends nothing but the request', async () => {
    answer = (request, response) => serve(request, response)
    await fetchAll()
    const usual = ['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'sec-fetch-mode', 'user-agent']
    expect(
      Object.keys(asked[0]!.headers)
        .filter((name) => !/cache-control|pragma/.test(name))
        .sort(),
    ).toEqual(usual)
    expect(asked[0]!.headers['user-agent']).toBe('touchline')
  })

  it('goes on where a connection broke off, as often as it breaks', async () => {
    answer = (request, response) => serve(request, response, { stopAfter: 60_000 })
    await fetchAll()
    expect(await readFile(partial())).toEqual(content)
    expect(asked.length).toBeGreaterThan(2)
    expect(asked[1]!.headers).toMatchObject({
      range: expect.stringMatching(/^bytes=[1-9]/) as string,
      'if-range': '"one"',
    })
  })

  it('goes on in another process, later', async () => {
    answer = (request, response, turn) =>
      turn === 0 ? serve(request, response, { stopAfter: 50_000 }) : response.writeHead(503).end()
    await expect(fetchAll()).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' })
    const have = (await readFile(partial())).length
    expect(have).toBeGreaterThan(0)
    answer = (request, response) => serve(request, response)
    await fetchAll()
    expect(asked.at(-1)!.headers.range).toBe(`bytes=${have}-`)
    expect(await readFile(partial())).toEqual(content)
  })

  it('begins anew where the server ignores ranges', async () => {
    answer = (_, response, turn) => {
      response.writeHead(200, { etag: '"one"', 'content-length': content.length })
      if (turn > 0) response.end(content)
      else response.write(content.subarray(0, 70_000), () => response.socket?.destroy())
    }
    await fetchAll()
    expect(await readFile(partial())).toEqual(content)
  })

  it('begins anew where the file on the server is another now', async () => {
    answer = (request, response, turn) =>
      serve(request, response, turn === 0 ? { stopAfter: 70_000 } : { etag: '"two"' })
    await fetchAll()
    expect(await readFile(partial())).toEqual(content)
  })

  it('begins anew where the server sends another part than was asked for', async () => {
    answer = (request, response, turn) => {
      if (turn === 0) return serve(request, response, { stopAfter: 70_000 })
      if (turn > 1) return serve(request, response)
      response.writeHead(206, { etag: '"one"', 'content-range': `bytes 10-20/${content.length}` })
      response.end(content.subarray(10, 21))
    }
    await fetchAll()
    expect(await readFile(partial())).toEqual(content)
  })

  it('follows redirects on this machine', async () => {
    answer = (request, response) => {
      if (request.url === '/weights.pth') response.writeHead(302, { location: '/elsewhere' }).end()
      else serve(request, response)
    }
    await fetchAll()
    expect(asked.map((one) => one.path)).toEqual(['/weights.pth', '/elsewhere'])
    expect(await readFile(partial())).toEqual(content)
  })
})

describe('a download fails with what to do', () => {
  const failure = async (options: Partial<DownloadOptions> = {}) =>
    fetchAll(options).then(
      () => 'nothing failed',
      (caught: unknown) => `${(caught as { code: string }).code}: ${(caught as Error).message}`,
    )

  it('where the server has no such file, at once', async () => {
    answer = (_, response) => response.writeHead(404).end()
    expect(await failure()).toMatch(/DOWNLOAD_FAILED: .*it answered 404.*touchline weights add FILE/)
    expect(asked).toHaveLength(1)
  })

  it('where nobody answers', async () => {
    const url = address()
    await new Promise((resolve) => server.close(resolve))
    expect(await failure({ url })).toMatch(/there is no connection \(ECONNREFUSED\)/)
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  it('where the machine has no network', async () => {
    expect(await failure({ url: new URL('https://weights.invalid/a.pth') })).toMatch(/may have no network/)
  })

  it('where the file has another size than was published, before a byte is kept', async () => {
    answer = (request, response) => serve(request, response)
    expect(await failure({ expectedBytes: 5 })).toMatch(/200000 bytes there, and 5 were published/)
    expect(await readdir(folder)).toEqual([])
  })

  it('where the file is larger than what is taken, said or unsaid', async () => {
    answer = (request, response) => serve(request, response)
    expect(await failure({ maxBytes: 1000 })).toMatch(/larger than 1000 bytes/)
    answer = (_, response) => void response.writeHead(200).end(content)
    expect(await failure({ maxBytes: 1000 })).toMatch(/larger than 1000 bytes/)
  })

  it('where the server says more than it sends, again and again', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length + 50 })
      response.write(content, () => response.socket?.destroy())
    }
    expect(await failure()).toMatch(/DOWNLOAD_FAILED/)
  })

  it('where nothing comes any more', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 10 }).write('x')
    expect(await failure({ idleSecs: 0.05 })).toMatch(/nothing came for 0.05 seconds/)
  })

  it('where redirects have no end', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/again' }).end()
    expect(await failure()).toMatch(/redirects more than 5 times/)
  })

  it('where a redirect leads to another scheme', async () => {
    answer = (_, response) => response.writeHead(302, { location: 'https://example.org/a' }).end()
    expect(await failure()).toMatch(/INVALID_INPUT: .*another scheme/)
  })

  it('where the file comes encoded', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
    expect(await failure()).toMatch(/encoded as gzip/)
  })

  it('where it is stopped, and keeps what has arrived', async () => {
    const stop = new AbortController()
    answer = (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': content.length })
      response.write(content.subarray(0, 50_000))
    }
    const onProgress = (done: number) => done > 0 && stop.abort()
    expect(await failure({ signal: stop.signal, onProgress })).toMatch(/^CANCELLED/)
    expect((await readFile(partial())).length).toBeGreaterThan(0)
  })
})

it('what is left of another address is not gone on with', async () => {
  await writeFile(partial(), 'old')
  await writeFile(`${partial()}.json`, JSON.stringify({ url: 'https://a.example/', validator: '"one"', totalBytes: 9 }))
  answer = (request, response) => serve(request, response)
  await fetchAll()
  expect(asked[0]!.headers.range).toBeUndefined()
  expect(await readFile(partial())).toEqual(content)
})

describe('addresses', () => {
  it.each(['https://a.example/b.pth', 'http://localhost:80/b', 'http://127.0.0.1:1/b', 'http://[::1]/b'])(
    '%s',
    (text) => {
      expect(checkAddress(text).href).toContain('/b')
    },
  )

  it.each([
    'http://a.example/b.pth',
    'ftp://a.example/b',
    'file:///etc/passwd',
    'https://me:secret@a.example/b',
    'http://127.0.0.1.a.example/b',
    'weights.pth',
  ])('%s is refused', (text) => {
    expect(() => checkAddress(text)).toThrow(/Nothing is downloaded/)
  })

  it('a redirect keeps its scheme, so that no server leads to one of this machine', () => {
    const from = new URL('https://a.example/b')
    expect(checkRedirect(from, 'https://b.example/c').host).toBe('b.example')
    expect(checkRedirect(from, '/c').href).toBe('https://a.example/c')
    for (const to of ['http://a.example/b', 'http://127.0.0.1/b', 'file:///b']) {
      expect(() => checkRedirect(from, to)).toThrow(/Nothing is downloaded/)
    }
  })
})
