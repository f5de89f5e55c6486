import { request as ask } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

let served: Served
const asked: string[] = []

beforeAll(async () => {
  served = await serve(
    (request) => {
      asked.push(request.url)
      return Promise.resolve(new Response('inside'))
    },
    { port: 0 },
  )
})
afterAll(() => served.close())

/** As any program on this machine may ask, with whatever headers it likes. */
function get(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    ask({ host: '127.0.0.1', port: served.port, path, headers, agent: false }, (response) => {
      response.resume()
      resolve(response)
    })
      .on('error', reject)
      .end()
  })
}

test('who has no key gets in nowhere, and every refusal may run, frame and load nothing', async () => {
  const refusals = [
    await get('/'),
    await get('/rpc/library/tree', { cookie: 'touchline=x' }),
    await get('/', { host: `evil.example:${served.port}` }),
    await get('/', { origin: 'http://evil.example' }),
    await get('/', { origin: 'null' }),
  ]
  expect(refusals.map(({ statusCode }) => statusCode)).toEqual([401, 401, 403, 403, 403])
  for (const { headers } of refusals) {
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
  expect(asked).toEqual([])
})

test('the key is kept by the browser alone: for this port, unreadable to pages, out of the address', async () => {
  const { pathname, search } = new URL(served.url)
  const welcome = await get(pathname + search)
  expect(welcome.statusCode).toBe(303)
  expect(welcome.headers.location).toBe('/')
  expect(welcome.headers['referrer-policy']).toBe('no-referrer')
  const [cookie = ''] = welcome.headers['set-cookie'] ?? []
  expect(cookie).toMatch(new RegExp(`^touchline-${served.port}=.*HttpOnly; SameSite=Strict`))
  expect((await get('/', { cookie: cookie.split(';')[0]! })).statusCode).toBe(200)
})
