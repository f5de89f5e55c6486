/** Headers that hold every page to its own: no scripts, frames, forms or requests from or to elsewhere. */

const windowPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A report, or a table or figure, is one file with its styles and pictures inside, and no scripts; the window may frame it. */
const reportPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** The response with the headers of the address it answers. */
export function withSecurityHeaders(request: Request, response: Response): Response {
  const { pathname } = new URL(request.url)
  const isReport = pathname.startsWith('/report-files/') || pathname.startsWith('/result-files/')
  const headers = new Headers(response.headers)
  headers.set('content-security-policy', isReport ? reportPolicy : windowPolicy)
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-embedder-policy', 'require-corp')
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
