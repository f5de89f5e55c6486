import { resolve } from 'node:path'
import { copyOut } from '../../engine/files/copy-out.ts'
import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'

interface Options {
  library: string
  segment: string
  out?: string
}

export const clipCommand = command<Options>(
  'clip',
  'Write a segment as a film of its own: exactly its frames, spaced as they were, with their sound',
  (made) =>
    made
      .option('--library <dir>', 'folder of the library', defaultLibraryDir())
      .requiredOption('--segment <id>', 'segment, as label add and list print it')
      .option('--out <file>', 'also copy the clip here'),
  async ({ options, output, signal }) => {
    await withLibrary({ libraryDir: options.library, create: false, program: 'touchline clip' }, async (engine) => {
      const { jobId } = await engine.client.segments.exportClip({ id: options.segment })
      const { result } = await followJob(engine, jobId, { output, signal })
      const made = String(result?.['file'])
      const file = options.out === undefined ? made : resolve(options.out)
      if (file !== made) await copyOut(engine.context, made, file)
      output.line({ ...result, file }, `${file}\n${String(result?.['frames'])} frames`)
    })
  },
)
