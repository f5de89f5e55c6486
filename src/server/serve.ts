/** The engine over loopback HTTP, for a browser on this machine. */
import { serve as listen } from '@hono/node-server'
import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server } from 'node:net'
import { Problem } from '../domain/problem.ts'
import { withSecurityHeaders } from '../engine/http/security-headers.ts'
import { cookieHeader, judge } from './guard.ts'

export interface Served {
  /** The address to open, with this start's token. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves `handle` on 127.0.0.1.
 * @param options.port 0 takes any free port
 * @throws Problem CONFLICT when the port is taken.
 */
export async function serve(
  handle: (request: Request) => Promise<Response>,
  options: { port: number; token?: string },
): Promise<Served> {
  const token = options.token ?? randomBytes(32).toString('base64url')
  let hosts: string[] = []

  const fetch = async (request: Request): Promise<Response> => {
    const verdict = judge(request, token, hosts)
    switch (verdict.kind) {
      case 'pass':
        return handle(request)
      case 'welcome':
        return withSecurityHeaders(
          request,
          new Response(null, {
            status: 303,
            headers: { location: verdict.location, 'set-cookie': cookieHeader(token, hosts) },
          }),
        )
      case 'refuse':
        return withSecurityHeaders(
          request,
          new Response(verdict.reason, { status: verdict.status, headers: { 'content-type': 'text/plain' } }),
        )
    }
  }

  const server = await new Promise<Server>((resolve, reject) => {
    const started = listen({ fetch, hostname: '127.0.0.1', port: options.port }, () => resolve(started as Server))
    started.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new Problem('CONFLICT', `Port ${options.port} is in use by another program. Choose another with --port.`, {
              cause,
            })
          : cause,
      ),
    )
  })
  const { port } = server.address() as AddressInfo
  hosts = [`127.0.0.1:${port}`, `localhost:${port}`]

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
          server.closeAllConnections()
      }),
  }
}
