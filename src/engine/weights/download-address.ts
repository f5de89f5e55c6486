/** Addresses that are downloaded from: https, and plain http on this machine only. */
import { Problem } from '../../domain/problem.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** @throws Problem INVALID_INPUT naming what is wrong with the address */
export function checkAddress(text: string): URL {
  const url = URL.parse(text)
  if (url === null) throw refused(text, 'it is no address')
  if (url.username !== '' || url.password !== '') throw refused(url.host, 'it holds a user name or password')
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))) return url
  throw refused(url.origin, 'only https is downloaded from')
}

/**
 * Where a redirect leads: resolved, and held to the same rules and to the scheme that was asked for, so that a request
 * that began encrypted stays so and nobody sends it to a server of this machine.
 * @throws Problem INVALID_INPUT
 */
export function checkRedirect(from: URL, location: string): URL {
  const resolved = URL.parse(location, from.href)
  if (resolved === null) throw refused(from.host, 'it leads to something that is no address')
  const to = checkAddress(resolved.href)
  if (to.protocol !== from.protocol)
    throw refused(to.origin, `it was led to from ${from.origin}, which has another scheme`)
  return to
}

/** What a record keeps of an address: no query, which may hold a key. */
export function publicAddress(url: URL): string {
  return `${url.origin}${url.pathname}`
}

function refused(what: string, reason: string): Problem {
  return new Problem(
    'INVALID_INPUT',
    `Nothing is downloaded from ${what}: ${reason}. Give an address that begins with https://.`,
  )
}
