import { resolve } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'
import { parseImportResult } from '../../engine/footage/import-result.ts'

interface Options {
  library: string
  athlete: string
  session: string
}

export const importCommand = command<Options>(
  'import',
  'Bring footage into a library: every frame is read once, the files are never changed',
  (made) =>
    made
      .argument('<file...>', 'video files, or folders with video files')
      .option('--library <dir>', 'folder of the library; made where there is none', defaultLibraryDir())
      .requiredOption('--athlete <name>', 'whose footage it is; made where there is no such athlete')
      .requiredOption('--session <name>', 'which session; made where the athlete has no such session'),
  async ({ options, args, output, signal }) => {
    await withLibrary({ libraryDir: options.library, create: true, program: 'touchline import' }, async (engine) => {
      const { jobId } = await engine.client.footage.import({
        paths: args.map((path) => resolve(path)),
        athlete: { name: options.athlete },
        session: { name: options.session },
      })
      let failure: unknown
      try {
        await followJob(engine, jobId, { output, signal })
      } catch (caught) {
        failure = caught
      }
      const job = engine.context.jobs.get(jobId)
      const files = job.result === null ? [] : parseImportResult(job.result).files
      for (const file of files) {
        if ('error' in file) {
          output.line({ path: file.path, error: file.error }, `refused   ${file.error.message}`)
          process.exitCode = 2
          continue
        }
        const recording = await engine.client.recordings.get({ id: file.recordingId })
        const known = file.duplicate
        output.line(
          { path: file.path, recording, ...(known ? { duplicate: true } : {}) },
          `${known ? 'known     ' : 'imported  '}${recording.fileName}  ${recording.frames} frames  ${recording.id}`,
        )
      }
      // Where every file was refused, the lines above have said so already.
      if (failure !== undefined && files.length === 0) throw failure
      if (failure instanceof Problem && failure.code === 'CANCELLED') throw failure
    })
  },
)
