/** The finding on what multiplies the matrices. */
import { existsSync } from 'node:fs'
import type { ComputeDescription } from '../../contract/compute.ts'
import type { Finding } from '../../contract/index.ts'
import { Problem, toProblem } from '../../domain/problem.ts'
import type { ComputeLauncher } from '../context.ts'

/** TensorFlow loads in about a second; CUDA may take far longer the first time. */
const patienceSecs = 120

/** @throws Problem CANCELLED where it took too long, and what starting the compute process throws */
export async function describeCompute(compute: ComputeLauncher): Promise<ComputeDescription> {
  const result = await compute.run({ kind: 'describe' }, { signal: AbortSignal.timeout(patienceSecs * 1000) })
  if (result.kind !== 'describe') throw new Problem('INTERNAL', `Asked to describe, it answered with ${result.kind}.`)
  return result.description
}

export async function tensorFlowFinding(compute: ComputeLauncher): Promise<Finding> {
  try {
    return judged(await describeCompute(compute), existsSync('/proc/driver/nvidia/version'))
  } catch (caught) {
    const problem = toProblem(caught)
    const advice =
      problem.code === 'CANCELLED'
        ? `The compute process did not answer within ${patienceSecs} s. Try again when the machine is less busy.`
        : problem.message
    return { part: 'TensorFlow', state: 'missing', found: 'the compute process could not say', advice }
  }
}

/** What a description means to a person. @param hasNvidia whether the system has an NVIDIA driver */
export function judged(description: ComputeDescription, hasNvidia: boolean): Finding {
  const { backend, version, devices, canTrain, note } = description
  const found = `${backend} ${version} on ${devices.join(', ') || 'no device'}`
  if (!canTrain) return { part: 'TensorFlow', state: 'missing', found: `not found; ${found} instead`, advice: note }
  const idleGpu = hasNvidia && !devices.some((device) => device.toUpperCase().includes('GPU'))
  if (idleGpu) {
    const advice = 'There is an NVIDIA GPU that TensorFlow does not use: “npm run setup” fetches the CUDA build.'
    return { part: 'TensorFlow', state: 'limited', found, advice }
  }
  return { part: 'TensorFlow', state: 'ok', found, advice: note }
}
