/** The renderer's one way to the engine: the typed contract over fetch, the same in Electron and in a browser. */
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../contract/index.ts'
import { routes } from '../../contract/routes.ts'

export type Engine = ContractRouterClient<typeof contract>

let leaving = false
addEventListener('pagehide', () => (leaving = true))
addEventListener('pageshow', () => (leaving = false))

const link = new RPCLink({
  url: `${location.origin}${routes.rpc}`,
  // What is saved as the page goes must arrive although nobody is left to hear the answer.
  fetch: (request, init) => fetch(request, { ...init, keepalive: leaving }),
})

export const engine: Engine = createORPCClient(link)

/** What a person is told about a failed call: the engine's own message where it sent one. */
export function messageOf(caught: unknown): string {
  if (caught instanceof ORPCError) {
    // Each start has a key of its own: this window has that of a start before.
    if (caught.status === 401)
      return 'Touchline was started anew, and this window has no key to it. Open the address that it printed when it started.'
    const data: unknown = caught.data
    if (typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string') {
      return data.message
    }
  }
  if (caught instanceof TypeError)
    return 'Touchline is not answering. Is it still running? Start it again, then reload this page.'
  return caught instanceof Error ? caught.message : String(caught)
}
