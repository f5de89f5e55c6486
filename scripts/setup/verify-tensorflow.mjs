// Loads TensorFlow in this process, multiplies two matrices and prints what it is: one JSON line on stdout.
import { createRequire } from 'node:module'
import util from 'node:util'

// tfjs-node 4.22 still calls two functions that Node 23 removed.
Object.assign(util, {
  isNullOrUndefined: (/** @type {unknown} */ value) => value === null || value === undefined,
  isArray: Array.isArray,
})
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
const [product] = await tf.matMul([[1, 2]], [[3], [4]]).data()
if (product !== 11) throw new Error(`TensorFlow says that 1·3 + 2·4 = ${product}`)
const backend = tf.backend()
console.log(JSON.stringify({ version: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice }))
