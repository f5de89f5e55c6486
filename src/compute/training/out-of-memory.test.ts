import { expect, test } from 'vitest'
import { networkTrainingOf } from '../../contract/presets.ts'
import { Problem } from '../../domain/problem.ts'
import { asMemoryProblem } from './out-of-memory.ts'

const config = networkTrainingOf('rlnet')

test('a GPU that is too small is told with the way out, not with a stack of TensorFlow', () => {
  const said = new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[480,256,56,56]')
  expect(asMemoryProblem(said, config)).toMatchObject({
    code: 'MEMORY_TOO_SMALL',
    message: expect.stringContaining(
      'with 30 clips at once. Let fewer go through the network at once (--at-once 15)',
    ) as string,
  })
  expect(asMemoryProblem(said, { ...config, clipsAtOnce: 1 })).toHaveProperty(
    'message',
    expect.stringContaining('smaller preset'),
  )
})

test('what is no lack of memory stays what it is', () => {
  const other = new Error('Invalid TF_Status: 3')
  const problem = new Problem('TRAINING_DIVERGED', 'Lost.')
  expect(asMemoryProblem(other, config)).toBe(other)
  expect(asMemoryProblem(problem, config)).toBe(problem)
})
