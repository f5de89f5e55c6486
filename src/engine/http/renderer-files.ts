/** The built window. Addresses of its places all lead to its one page. */
import { existsSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { fileResponse } from './file-response.ts'

/** @throws Problem NOT_FOUND where nothing is built, or an asset is not there */
export async function rendererResponse(rendererDir: string | null, request: Request): Promise<Response> {
  if (rendererDir === null) throw new Problem('NOT_FOUND', 'This Touchline serves no window.')
  const file = assetFile(rendererDir, new URL(request.url).pathname)
  // Hashed names never change what they hold.
  if (file !== null) {
    const isHashed = file.startsWith(join(rendererDir, 'assets'))
    return fileResponse(request, { file, cacheControl: isHashed ? 'public, max-age=31536000, immutable' : 'no-cache' })
  }
  const page = join(rendererDir, 'index.html')
  if (!existsSync(page)) {
    throw new Problem('NOT_FOUND', `The window is not built: ${page} is missing. Run "npm run build", then reload.`)
  }
  return fileResponse(request, { file: page, cacheControl: 'no-cache' })
}

/**
 * The file of an address inside the folder; null for addresses of the window's places.
 * @throws Problem NOT_FOUND for an asset that is not there, or an address that leads outside
 */
function assetFile(rendererDir: string, pathname: string): string | null {
  const decoded = decode(pathname)
  if (decoded === null) return null
  const parts = decoded.split('/').filter((part) => part !== '')
  const isPlain = parts.every((part) => part !== '.' && part !== '..' && !/[\\\0:]/.test(part))
  if (!isPlain) throw new Problem('NOT_FOUND', `There is nothing at ${pathname}.`)
  const file = join(rendererDir, ...parts)
  if (parts.length > 0 && existsSync(file) && statSync(file).isFile()) return file
  if (parts[0] === 'assets' || extname(parts.at(-1) ?? '') !== '') {
    throw new Problem('NOT_FOUND', `There is nothing at ${pathname}.`)
  }
  return null
}

/** Null where the address is cut off within a character: the window says then that there is nothing. */
function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
