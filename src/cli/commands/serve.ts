import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { serve } from '../../server/serve.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'
import { defaultLibraryDir, homeFolder, openLibrary } from '../open.ts'

interface Options {
  library: string
  port: number
  token?: string
  allow: string[]
}

/** Whoever guesses it is in; and it stands in an address and in a cookie. */
function key(text: string): string {
  if (/^[\w-]{16,256}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 16 to 256 letters, digits, - or _, and hard to guess.')
}

export const serveCommand = command<Options>(
  'serve',
  'Open the workstation on a library, for a browser on this machine',
  (made) =>
    made
      .option('--library <dir>', 'folder of the library; made where there is none', defaultLibraryDir())
      .option('--port <number>', 'port on the loopback address; 0 takes a free one', wholeNumber(0, 65535), 0)
      .option('--token <text>', 'key for the address; by default a new one each start', key)
      .option('--allow <dir...>', 'more folders from which footage may be imported', []),
  async ({ options, output, signal }) => {
    const libraryDir = resolve(options.library)
    const engine = await openLibrary(
      {
        libraryDir,
        create: true,
        program: 'touchline serve',
        allowedRoots: [
          homeFolder(),
          process.cwd(),
          '/media',
          '/mnt',
          '/Volumes',
          libraryDir,
          ...options.allow.map((dir) => resolve(dir)),
        ],
      },
      true,
    )
    try {
      const served = await serve(engine.handle, {
        port: options.port,
        ...(options.token === undefined ? {} : { token: options.token }),
      })
      output.line(
        { url: served.url, port: served.port, library: libraryDir },
        `Touchline is open on ${libraryDir}\n\n  ${served.url}\n\nOpen this address in Chrome or Edge on this machine. Ctrl-C ends it.`,
      )
      await new Promise<void>((resume) => {
        if (signal.aborted) resume()
        signal.addEventListener('abort', () => resume(), { once: true })
      })
      output.note('Closing the library…')
      await served.close()
    } finally {
      await engine.close()
    }
  },
)
