import { createRequire } from 'node:module'
import util from 'node:util'

/**
 * Loads the real TensorFlow as the backend of the tfjs that the networks import. tfjs-node calls two functions of `util`
 * that newer Node versions no longer have.
 */
export function loadTensorFlow(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  const gone = util as unknown as Record<string, unknown>
  gone['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  gone['isArray'] ??= Array.isArray
  createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
}
