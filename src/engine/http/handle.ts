/** The engine's one way in: calls, media with byte ranges, thumbnails, reports, uploads, the window's own files. */
import { Hono } from 'hono'
import { RPCHandler } from '@orpc/server/fetch'
import { routes } from '../../contract/routes.ts'
import { toProblem } from '../../domain/problem.ts'
import type { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { withTypedErrors } from '../errors.ts'
import type { EngineRouter } from '../router.ts'
import { mediaResponse, thumbnailResponse, waveformResponse } from './media.ts'
import { rendererResponse } from './renderer-files.ts'
import { reportResponse } from './report-files.ts'
import { resultResponse } from './result-files.ts'
import { withSecurityHeaders } from './security-headers.ts'
import { receiveUpload } from './upload.ts'

/** Makes `handle(request)`: it answers everything and never throws. */
export function makeHandle(
  router: EngineRouter,
  context: EngineContext,
  rendererDir: string | null,
): (request: Request) => Promise<Response> {
  const app = new Hono({ strict: false })
  const parts = { log: context.log, libraryRoot: context.paths.root }
  const rpc = new RPCHandler(router, {
    clientInterceptors: [({ path, next }) => withTypedErrors(parts, path, async () => next())],
  })

  app.all(`${routes.rpc}/*`, async (c) => {
    const { matched, response } = await rpc.handle(c.req.raw, { prefix: routes.rpc, context: {} })
    return matched ? response : c.notFound()
  })
  app.get('/media/:id/:which', (c) => mediaResponse(context, c.req.raw, c.req.param('id'), c.req.param('which')))
  app.get('/thumbnails/:id/:file', (c) => thumbnailResponse(context, c.req.raw, c.req.param('id'), c.req.param('file')))
  app.get('/waveforms/:file', (c) => waveformResponse(context, c.req.raw, c.req.param('file')))
  app.get('/report-files/:id/report.html', (c) => reportResponse(context, c.req.raw, c.req.param('id')))
  app.get('/result-files/:id/:file', (c) => {
    return resultResponse(context, c.req.raw, { resultsId: c.req.param('id'), name: c.req.param('file') })
  })
  app.post(routes.upload, async (c) => c.json(await receiveUpload(context, c.req.raw)))
  app.get('*', (c) => rendererResponse(rendererDir, c.req.raw))
  app.notFound((c) => c.json({ code: 'NOT_FOUND', message: `There is nothing at ${c.req.path}.` }, 404))
  app.onError((caught, c) => {
    const problem = toProblem(caught)
    if (problem.code === 'INTERNAL') context.log.warn(`${c.req.method} ${c.req.path} failed`, problem.cause ?? problem)
    return problemResponse(problem)
  })

  return async (request) => withSecurityHeaders(request, await app.fetch(request))
}

function problemResponse(problem: Problem): Response {
  const { code, message, details } = problem
  return Response.json({ code, message, details }, { status: statusOf(problem) })
}

function statusOf(problem: Problem): number {
  switch (problem.code) {
    case 'NOT_FOUND':
    case 'FILE_NOT_FOUND':
      return 404
    case 'PATH_NOT_ALLOWED':
      return 403
    case 'FOOTAGE_TOO_LARGE':
      return 413
    case 'INVALID_INPUT':
    case 'FILE_EMPTY':
      return 400
    case 'DISK_FULL':
      return 507
    default:
      return 500
  }
}
