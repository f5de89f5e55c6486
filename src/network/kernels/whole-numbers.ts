import type * as tf from '@tensorflow/tfjs-core'
import { tensorFlow, typeNumber } from './element-type.ts'

const made = new Map<string, tf.TensorInfo>()

/**
 * Shapes, axes and places as operations of TensorFlow take them: int32, a vector where no shape is given. A step needs a
 * thousand of a few dozen different ones, so each is made once and kept; nobody disposes of them.
 */
export function wholeNumbers(values: readonly number[], shape = [values.length]): tf.TensorInfo {
  const key = `${shape.join()}:${values.join()}`
  const known = made.get(key)
  if (known) return known
  const info = { dataId: {}, shape, dtype: 'int32' } as const
  // The backend hands them to TensorFlow when they are first used.
  const stored = { id: -1, shape, dtype: typeNumber('int32'), values: Int32Array.from(values), refCount: 1 }
  tensorFlow().tensorMap.set(info.dataId, stored)
  made.set(key, info)
  return info
}
