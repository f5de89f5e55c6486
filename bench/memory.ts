/**
 * What a training step takes of memory, beside what the estimate before a training says: `npm run bench -- memory`. Every
 * case runs in a process of its own; its peak less what the process had before the first step counts. Prints a line a
 * case, and at the end one line of JSON. `--case NAME` measures one case only.
 */
import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import type { NetworkTraining } from '../src/contract/learning.ts'
import { networkTrainingOf } from '../src/contract/presets.ts'
import { stepMemoryBytes } from '../src/contract/training-memory.ts'
import { cases, type MemoryCase } from './memory/cases.ts'

const { values } = parseArgs({ options: { case: { type: 'string' } } })
const wanted = Object.entries(cases).filter(([name]) => values.case === undefined || values.case === name)
const measured: Record<string, { measuredGb: number; estimatedGb: number; perFrameGb: number }> = {}
for (const [name, settings] of wanted) {
  const stepBytes = await peakOf(settings)
  const { clips, network } = settings
  const estimatedGb = stepMemoryBytes(configOf(settings), clips) / 1e9
  const perFrameGb = stepBytes / 1e9 / (clips * network.frames * (network.size / 224) ** 2)
  measured[name] = { measuredGb: stepBytes / 1e9, estimatedGb, perFrameGb }
  console.log(
    `${name.padEnd(28)} measured ${(stepBytes / 1e9).toFixed(2)} GB, estimated ${estimatedGb.toFixed(2)} GB; ` +
      `${perFrameGb.toFixed(3)} GB a frame of 224²`,
  )
}
console.log(JSON.stringify(measured))

function configOf({ network, precision, frozenThrough }: MemoryCase): NetworkTraining {
  const config = networkTrainingOf('rlnet')
  const { frames, size } = network
  return {
    ...config,
    network,
    preprocessing: { ...config.preprocessing, frames, size },
    ...(precision && { precision }),
    ...(frozenThrough && { frozenThrough }),
  }
}

function peakOf(settings: MemoryCase): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('memory/step.ts', import.meta.url), [JSON.stringify(settings)], {
      env: computeEnvironment(process.env),
      execArgv: [],
    })
    let bytes: number | null = null
    child.on('message', (said) => (bytes = Number(said)))
    child.on('exit', (code) => {
      if (bytes === null) reject(new Error(`The step ended with ${code}.`))
      else resolve(bytes)
    })
  })
}
