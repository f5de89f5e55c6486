import { command } from '../command.ts'
import { runDemo } from '../demo/run-demo.ts'
import { wholeNumber } from '../numbers.ts'

interface Options {
  out: string
  epochs?: number
  athletes: number
  seed: number
}

export const demoCommand = command<Options>(
  'demo',
  'Run the whole chain on the shipped footage and a set that it draws: import, train, propose, explain, report',
  (made) =>
    made
      .requiredOption('--out <dir>', 'folder for all of it: new or empty')
      .option('--epochs <number>', 'epochs of training; the quick preset says otherwise', wholeNumber(1, 2000))
      .option('--athletes <number>', 'drawn athletes to learn from', wholeNumber(4, 200), 8)
      .option('--seed <number>', 'the same seed gives the same demonstration', wholeNumber(0, 0xffffffff), 1),
  async ({ options, output, signal }) => {
    const { out, epochs, athletes, seed } = options
    const summary = await runDemo({ out, epochs, athletes, seed }, { output, signal })
    const right = `${summary.proposalsRight} of ${summary.proposals}`
    const score = summary.heldOutAccuracy === null ? 'unknown' : `${(100 * summary.heldOutAccuracy).toFixed(1)} %`
    // The last line is JSON with or without --json: it is what this command is asked for.
    output.note(
      `Held-out accuracy ${score}, ${right} proposals lie on what was really done. Report: ${summary.reportFile}`,
    )
    process.stdout.write(`${JSON.stringify(summary)}\n`)
  },
)
