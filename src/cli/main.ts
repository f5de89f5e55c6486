/** The `touchline` command. */
import { Command } from 'commander'
import { clipCommand } from './commands/clip.ts'
import { datasetCommand } from './commands/dataset.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { explainCommand } from './commands/explain.ts'
import { framesCommand } from './commands/frames.ts'
import { importCommand } from './commands/import.ts'
import { labelCommand } from './commands/label.ts'
import { makeDatasetCommand } from './commands/make-dataset.ts'
import { makeStandInCommand } from './commands/make-stand-in.ts'
import { predictCommand } from './commands/predict.ts'
import { presetsCommand } from './commands/presets.ts'
import { reportCommand } from './commands/report.ts'
import { reproduceCommand } from './commands/reproduce.ts'
import { serveCommand } from './commands/serve.ts'
import { systemsCommand } from './commands/systems.ts'
import { trainCommand } from './commands/train.ts'
import { weightsCommand } from './commands/weights.ts'
import { appVersion } from './open.ts'
import { endWithOutput } from './output.ts'

const USAGE_EXIT_CODE = 2

const program = new Command('touchline')
  .description('Label footage, train action recognition on your own labels, review proposals, explain, report.')
  .version(appVersion)
  .showHelpAfterError('Add --help for what this command takes.')

const commands = [
  serveCommand,
  importCommand,
  framesCommand,
  labelCommand,
  clipCommand,
  trainCommand,
  evaluateCommand,
  predictCommand,
  explainCommand,
  reportCommand,
  doctorCommand,
  presetsCommand,
  systemsCommand,
  reproduceCommand,
  weightsCommand,
  datasetCommand,
  makeDatasetCommand,
  makeStandInCommand,
  demoCommand,
]
for (const made of commands) program.addCommand(made)
for (const made of [
  program,
  ...commands,
  ...labelCommand.commands,
  ...weightsCommand.commands,
  ...datasetCommand.commands,
] as Command[]) {
  // What can't be understood is input that can't be used; --help and --version are no failure.
  made.exitOverride(({ exitCode, code, message }) => {
    if (exitCode === 0) process.exit(0)
    if (process.argv.includes('--json')) {
      const what = code === 'commander.help' ? 'A command is missing. --help lists them.' : message
      process.stdout.write(`${JSON.stringify({ error: { code: 'INVALID_INPUT', message: what, details: {} } })}\n`)
    }
    process.exit(USAGE_EXIT_CODE)
  })
}

endWithOutput()

await program.parseAsync()
