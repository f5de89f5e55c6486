/**
 * Whether a network that we saved is the same network in PyTorch: opened with safetensors, loaded by
 * load_state_dict(strict=True), and asked for its scores on the same clips. Prints one JSON object last; ends with 1 where
 * a score differs by more than 1e-4.
 *
 *     npm run bench -- export-check
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { runTool } from '../scripts/setup/tool.mjs'
import { loadBackend } from '../src/compute/backend.ts'
import {
  createAdam,
  createNetwork,
  createRandom,
  exportWeights,
  networkDefaults,
  trainStep,
  writeSafetensors,
  type Network,
  type NetworkConfig,
} from '../src/network/index.ts'
import { benchPython, torchEnvironment } from './side-by-side/python.ts'

const tolerance = 1e-4
const [clipCount, frames, size] = [2, 4, 64]

const python = await benchPython(torchEnvironment)
await loadBackend({ backend: 'tensorflow', threads: null }, 'training')
const folder = await mkdtemp(path.join(tmpdir(), 'touchline-export-'))
const differences: Record<string, number> = {}
try {
  for (const backbone of ['resnet18', 'resnet34', 'resnet50'] as const) {
    for (const attention of ['none', 'cbam', 'c-cbam'] as const) {
      const name = `${backbone} ${attention}`
      const config = { ...networkDefaults, backbone, attention, classes: 6, dropout: 0, frames, size }
      differences[name] = await difference(config, path.join(folder, name))
      console.log(`${name.padEnd(16)} largest difference of a score ${differences[name].toExponential(1)}`)
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const largest = Math.max(...Object.values(differences))
console.log(JSON.stringify({ ok: largest <= tolerance, tolerance, largest, differences }))
process.exitCode = largest <= tolerance ? 0 : 1

/** The largest distance between a score of ours and PyTorch's, after one step of training: statistics have moved by then. */
async function difference(config: NetworkConfig, place: string): Promise<number> {
  const network = createNetwork(config, 7)
  const input = clips()
  try {
    const adam = createAdam({ learningRate: 1e-3 })
    trainStep(network, adam, input, [2, 5], { random: createRandom(1) })
    adam.dispose()
    const ours = tf.tidy(() => network.forward(input, { training: false }).logits.arraySync())
    const theirs = await scoresInPython(network, input, place)
    return Math.max(...ours.flatMap((row, clip) => row.map((score, label) => Math.abs(score - theirs[clip]![label]!))))
  } finally {
    input.dispose()
    network.dispose()
  }
}

function clips(): tf.Tensor5D {
  const random = createRandom(3)
  const values = Float32Array.from({ length: clipCount * frames * size * size * 3 }, () => 2 * random.next() - 1)
  return tf.tensor5d(values, [clipCount, frames, size, size, 3])
}

async function scoresInPython(network: Network, input: tf.Tensor5D, place: string): Promise<number[][]> {
  const channelsFirst = tf.transpose(input, [0, 1, 4, 2, 3])
  const clip = { shape: channelsFirst.shape, values: channelsFirst.dataSync<'float32'>().slice() }
  channelsFirst.dispose()
  await mkdir(place)
  await writeFile(path.join(place, 'network.json'), JSON.stringify(network.config))
  await writeFile(
    path.join(place, 'input.safetensors'),
    writeSafetensors({ tensors: new Map([['clips', clip]]), metadata: {} }),
  )
  await writeFile(
    path.join(place, 'weights.safetensors'),
    writeSafetensors({ tensors: exportWeights(network, 1), metadata: { format: 'pt' } }),
  )
  const script = fileURLToPath(new URL('torch/export_check.py', import.meta.url))
  const ran = await runTool(python, [script, place], { limitSecs: 300 })
  if (!ran.ok) throw new Error(`Python could not use the weights: ${ran.why}\n${ran.stderr}`)
  return (JSON.parse(ran.stdout) as { logits: number[][] }).logits
}
