import { expect, test } from 'vitest'
import { cookieHeader, judge } from './guard.ts'

const hosts = ['127.0.0.1:4000', 'localhost:4000']
const token = 'a'.repeat(43)

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return judge(
    new Request(`http://127.0.0.1:4000${path}`, { method, headers: { host: '127.0.0.1:4000', ...headers } }),
    token,
    hosts,
  )
}

test('the printed address opens the library and leaves no token in it', () => {
  expect(ask(`/library?token=${token}&x=1`)).toEqual({ kind: 'welcome', location: '/library?x=1' })
})

test('the cookie passes, a wrong or missing one does not', () => {
  expect(ask('/', { cookie: `other=1; touchline-4000=${token}` }).kind).toBe('pass')
  expect(ask('/', { cookie: 'touchline-4000=wrong' })).toMatchObject({ kind: 'refuse', status: 401 })
  expect(ask('/')).toMatchObject({ kind: 'refuse', status: 401 })
  expect(ask('/?token=')).toMatchObject({ kind: 'refuse', status: 401 })
})

test('another library that is open on this machine has a cookie of its own', () => {
  expect(cookieHeader(token, hosts)).toMatch(/^touchline-4000=/)
  expect(ask('/', { cookie: `touchline-4001=${'b'.repeat(43)}; touchline-4000=${token}` }).kind).toBe('pass')
})

test('another name for this machine is refused even with the cookie', () => {
  expect(ask('/', { host: 'evil.example:4000', cookie: `touchline-4000=${token}` })).toMatchObject({ status: 403 })
})

test('a request sent by another page is refused even with the cookie', () => {
  const headers = { origin: 'http://evil.example', cookie: `touchline-4000=${token}` }
  expect(ask('/rpc/labels/create', headers, 'POST')).toMatchObject({ kind: 'refuse', status: 403 })
  expect(ask('/rpc/labels/create', { ...headers, origin: 'null' }, 'POST')).toMatchObject({ status: 403 })
})

test('the token opens nothing in a POST', () => {
  expect(ask(`/rpc?token=${token}`, {}, 'POST')).toMatchObject({ kind: 'refuse', status: 401 })
})
