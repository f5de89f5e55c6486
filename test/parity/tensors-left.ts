import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, expect } from 'vitest'

/**
 * Fails every test of the file that leaves tensors behind.
 * @param scoped tensors that a test makes without a variable to hold them are disposed for it, and do not count
 */
export function expectNoTensorsLeft({ scoped }: { readonly scoped: boolean }): void {
  let tensorsBefore = 0
  beforeEach(() => {
    if (scoped) tf.engine().startScope()
    tensorsBefore = tf.memory().numTensors
  })
  afterEach(() => {
    if (scoped) tf.engine().endScope()
    // What a test that failed half way left behind must not fail the next ones.
    tf.disposeVariables()
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensorsBefore)
  })
}
