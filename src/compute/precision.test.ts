import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { ComputeEvent } from '../contract/compute.ts'
import { hasBf16, usablePrecision } from './precision.ts'

test('a processor has bfloat16 where it says so, and not where it has AVX-512 alone', () => {
  const cpuinfo = (flags: string): string => `processor\t: 0\nmodel name\t: some\nflags\t\t: fpu ${flags} sse\n`
  expect(hasBf16(cpuinfo('avx512f avx512_bf16'))).toBe(true)
  expect(hasBf16(cpuinfo('amx_bf16 amx_tile'))).toBe(true)
  expect(hasBf16(cpuinfo('avx2 avx512f avx512_vnni'))).toBe(false)
  expect(hasBf16('')).toBe(false)
})

test('without TensorFlow bfloat16 is refused in words, and what was not asked for is not spoken of', async () => {
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  const said: ComputeEvent[] = []
  const emit = (event: ComputeEvent): void => void said.push(event)
  expect(usablePrecision(undefined, emit)).toBe('float32')
  expect(said).toEqual([])
  expect(usablePrecision('bf16', emit)).toBe('float32')
  expect(said).toEqual([
    { type: 'log', text: expect.stringMatching(/bfloat16 is not used: only TensorFlow/) as string },
  ])
})
