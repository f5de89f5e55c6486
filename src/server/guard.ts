/**
 * Who may talk to the loopback server: only a browser that was started with this start's token, only by the
 * server's own name. The token comes once in the address and becomes a cookie; Host and Origin are checked so that
 * other web pages can't reach in (DNS rebinding, cross-site requests).
 */
import { createHash, timingSafeEqual } from 'node:crypto'

export type Verdict =
  | { kind: 'pass' }
  /** The token was right: set the cookie and send the browser to the address without it. */
  | { kind: 'welcome'; location: string }
  | { kind: 'refuse'; status: 401 | 403; reason: string }

/**
 * Name of the cookie. Browsers send cookies to every port of a host: with the port in the name, two libraries that are
 * open at once don't take each other's key away.
 * @param hosts as `judge` takes them
 */
function cookieName(hosts: readonly string[]): string {
  return `touchline-${hosts[0]?.split(':').at(-1) ?? ''}`
}

/**
 * Judges one request.
 * @param hosts the names under which this server may be addressed, with port ('127.0.0.1:4321', 'localhost:4321')
 */
export function judge(request: Request, token: string, hosts: readonly string[]): Verdict {
  const url = new URL(request.url)
  const host = request.headers.get('host') ?? url.host
  if (!hosts.includes(host)) return { kind: 'refuse', status: 403, reason: `This server does not answer to ${host}.` }

  const origin = request.headers.get('origin')
  if (origin !== null && !hosts.some((own) => origin === `http://${own}`)) {
    return { kind: 'refuse', status: 403, reason: 'Requests from other pages are refused.' }
  }

  const given = url.searchParams.get('token')
  if (given !== null && request.method === 'GET' && sameText(given, token)) {
    url.searchParams.delete('token')
    return { kind: 'welcome', location: `${url.pathname}${url.search}` }
  }
  if (sameText(cookieOf(request, cookieName(hosts)), token)) return { kind: 'pass' }
  return {
    kind: 'refuse',
    status: 401,
    reason: 'Open Touchline with the address that it printed when it started; it holds the key to this library.',
  }
}

/** What gives the browser the key. @param hosts as `judge` takes them */
export function cookieHeader(token: string, hosts: readonly string[]): string {
  return `${cookieName(hosts)}=${token}; HttpOnly; SameSite=Strict; Path=/`
}

function cookieOf(request: Request, name: string): string {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1) ?? ''
}

/** Compares in constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
