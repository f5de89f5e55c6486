/** Whether half precision is worth asking for on this machine, and saying so where it is not. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import type { ComputeEvent } from '../contract/compute.ts'
import { bfloat16Works, type Precision } from '../network/index.ts'

/**
 * The precision that is asked for, or float32 where this machine can't compute in bfloat16 or would be slower in it; that is
 * said in the log. Needs a backend that is loaded.
 */
export function usablePrecision(wanted: Precision | undefined, emit: (event: ComputeEvent) => void): Precision {
  if (wanted !== 'bf16') return 'float32'
  const reason = whyNoBf16()
  if (reason === null) return 'bf16'
  emit({ type: 'log', text: `bfloat16 is not used: ${reason}. The numbers are computed in float32 instead.` })
  return 'float32'
}

/** In words, or null where bfloat16 can be used. */
export function whyNoBf16(): string | null {
  if (tf.getBackend() !== 'tensorflow') return `only TensorFlow has it, and this is ${tf.getBackend()}`
  if ((tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice) {
    return 'it is made for processors, and this machine computes on its GPU'
  }
  if (!hasBf16(processorFlags())) return "this machine's processor has no instructions for it (AVX512-BF16 or AMX)"
  return bfloat16Works() ? null : "this machine's TensorFlow refused to compute a convolution in it"
}

/** @param cpuinfo as Linux has it in /proc/cpuinfo */
export function hasBf16(cpuinfo: string): boolean {
  return /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m.test(cpuinfo)
}

/** Empty on systems that don't tell. */
function processorFlags(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}
