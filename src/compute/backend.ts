/** Which engine multiplies the matrices: TensorFlow where it loads, else WebAssembly or plain JavaScript. */
import { createRequire } from 'node:module'
import util from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { ComputeDescription, ComputeRequest } from '../contract/compute.ts'
import { Problem } from '../domain/problem.ts'
import { whyNoBf16 } from './precision.ts'

export interface Backend {
  readonly name: 'tensorflow' | 'wasm' | 'cpu'
  readonly version: string
  readonly devices: readonly string[]
}

type Wanted = Pick<ComputeRequest, 'backend' | 'threads'>

const advice = 'Run `npm run setup`, which fetches TensorFlow for this machine; `touchline doctor` says what it found.'

/**
 * Loads the backend that is asked for and makes it tfjs's. 'auto' takes TensorFlow, and for what no network learns in
 * (`inference`) WebAssembly or, last, plain JavaScript where TensorFlow does not load.
 * @throws Problem TENSORFLOW_MISSING when it is needed and does not load, or another backend is asked to train
 */
export async function loadBackend(wanted: Wanted, purpose: 'training' | 'inference'): Promise<Backend> {
  if (wanted.backend === 'wasm' || wanted.backend === 'cpu') {
    if (purpose === 'training') {
      throw new Problem(
        'TENSORFLOW_MISSING',
        `Training a network needs TensorFlow; ${wanted.backend} can only predict. The preset “motion” trains without it. ${advice}`,
      )
    }
    return wanted.backend === 'wasm' ? loadWasm() : loadPlain()
  }
  try {
    return loadTensorFlow(wanted.threads)
  } catch (cause) {
    if (purpose === 'training' || wanted.backend === 'tensorflow') throw missing(cause)
    return await loadWasm().catch(() => loadPlain())
  }
}

/** What this machine can compute with. Never throws: a missing TensorFlow is part of the description. */
export async function describeBackend(wanted: Wanted): Promise<ComputeDescription> {
  try {
    const backend = await loadBackend(
      { ...wanted, backend: wanted.backend === 'auto' ? 'tensorflow' : wanted.backend },
      'inference',
    )
    const canTrain = backend.name === 'tensorflow'
    const note = canTrain
      ? ''
      : `${backend.name} predicts and explains, and trains the preset “motion”, but no network. ${advice}`
    return described(backend, canTrain, note)
  } catch (caught) {
    const reason = caught instanceof Error ? caught.message : String(caught)
    const backend = await loadWasm().catch(() => loadPlain())
    const note = `${reason} Until then ${backend.name} predicts and explains, and trains the preset “motion” alone.`
    return described(backend, false, note)
  }
}

function described({ name, version, devices }: Backend, canTrain: boolean, note: string): ComputeDescription {
  return { backend: name, version, devices: [...devices], canTrain, note, whyNoBf16: whyNoBf16() }
}

interface TensorFlowBackend {
  readonly binding: { readonly TF_Version: string }
  readonly isUsingGpuDevice: boolean
}

function loadTensorFlow(threads: number | null): Backend {
  if (threads !== null) {
    process.env['TF_NUM_INTRAOP_THREADS'] = String(threads)
    process.env['OMP_NUM_THREADS'] = String(threads)
  }
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  // The binding's JavaScript still calls these two, which Node dropped in version 23.
  const gone = util as unknown as Record<string, unknown>
  gone['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  gone['isArray'] ??= Array.isArray
  // Required and not imported: it is loaded only when needed, and its failure is caught where it happens.
  createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
  const backend = tf.backend() as unknown as TensorFlowBackend
  if (tf.getBackend() !== 'tensorflow') throw new Error('TensorFlow loaded but did not register itself')
  return {
    name: 'tensorflow',
    version: backend.binding.TF_Version,
    devices: [backend.isUsingGpuDevice ? 'GPU' : 'CPU'],
  }
}

async function loadWasm(): Promise<Backend> {
  registerGradients()
  const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm')
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend did not start')
  return { name: 'wasm', version, devices: ['CPU'] }
}

async function loadPlain(): Promise<Backend> {
  registerGradients()
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return { name: 'cpu', version, devices: ['CPU'] }
}

/** tfjs-core computes no gradient by itself: tfjs registers them all when it is loaded. Grad-CAM needs the head's. */
function registerGradients(): void {
  createRequire(import.meta.url)('@tensorflow/tfjs')
}

function missing(cause: unknown): Problem {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]
  return new Problem('TENSORFLOW_MISSING', `TensorFlow could not be loaded (${reason}). ${advice}`, { cause })
}
