import { resolve } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { copyOut } from '../../engine/files/copy-out.ts'
import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'

interface Options {
  library: string
  session: string
  athlete?: string
  model?: string
  out?: string
}

export const reportCommand = command<Options>(
  'report',
  'Make the report of a session: one HTML file that opens anywhere',
  (made) =>
    made
      .option('--library <dir>', 'folder of the library', defaultLibraryDir())
      .requiredOption('--session <name>', 'session, by name or id')
      .option('--athlete <name>', 'whose session, where several have one of that name')
      .option('--model <id>', 'model of the library: adds its held-out score and Grad-CAM frames')
      .option('--out <file>', 'also copy the report here'),
  async ({ options, output, signal }) => {
    await withLibrary({ libraryDir: options.library, create: false, program: 'touchline report' }, async (engine) => {
      const found = (await engine.client.library.tree({}))
        .filter((athlete) => options.athlete === undefined || athlete.name === options.athlete)
        .flatMap((athlete) => athlete.sessions)
        .filter((session) => session.id === options.session || session.name === options.session)
      const [session] = found
      if (session === undefined)
        throw new Problem('NOT_FOUND', `There is no session “${options.session}” in this library.`)
      if (found.length > 1) {
        throw new Problem(
          'INVALID_INPUT',
          `Several athletes have a session “${options.session}”: say whose with --athlete.`,
        )
      }
      const { jobId } = await engine.client.reports.create({ sessionId: session.id, modelId: options.model ?? null })
      const job = await followJob(engine, jobId, { output, signal })
      const reports = await engine.client.reports.list({ sessionId: session.id })
      const report = reports.find((one) => one.id === job.result?.['reportId'])
      if (report === undefined) throw new Problem('INTERNAL', 'The report was made but is not in the library.')
      if (options.out !== undefined) await copyOut(engine.context, report.file, resolve(options.out))
      output.line({ report }, `${report.title}\n${options.out === undefined ? report.file : resolve(options.out)}`)
    })
  },
)
