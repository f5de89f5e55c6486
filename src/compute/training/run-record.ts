/** What a run was made with: the machine and the versions. */
import { execFile } from 'node:child_process'
import { availableParallelism, cpus, release, type as systemName } from 'node:os'
import { promisify } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { RunRecord } from '../../contract/learning.ts'
import type { Backend } from '../backend.ts'
import { machineMemory } from './machine-memory.ts'

export async function runRecord(backend: Backend): Promise<RunRecord> {
  const gpu = backend.devices.includes('GPU') ? await gpuName() : null
  return {
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: machineMemory().totalBytes,
      gpu,
      os: `${systemName()} ${release()} ${process.arch}`,
    },
    software: { node: process.versions.node, [backend.name]: backend.version, tfjs: tf.version_core },
  }
}

/** As NVIDIA's own tool calls it. */
async function gpuName(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      timeout: 10_000,
    })
    return stdout.split('\n', 1)[0]?.trim() || 'GPU'
  } catch {
    return 'GPU'
  }
}
