import * as tf from '@tensorflow/tfjs-core'

/** Vectors that are multiplied with others at once. */
const blockVectors = 256

/**
 * Products of every two vectors, [all, all], each with 1 added: the bias of a machine that has none of its own.
 * @param vectors of the same length
 */
export function productsOf(vectors: readonly Float32Array[]): Float32Array {
  const all = vectors.length
  const products = new Float32Array(all * all)
  const blocks = Array.from({ length: Math.ceil(all / blockVectors) }, (_, block) => block * blockVectors)
  for (const top of blocks) {
    const rows = stacked(vectors.slice(top, top + blockVectors))
    for (const left of blocks.filter((start) => start <= top)) {
      const columns = left === top ? rows : stacked(vectors.slice(left, left + blockVectors))
      const block = tf.tidy(() =>
        tf.matMul(rows, columns, false, true).dataSync<'float32'>(),
      ) as unknown as Float32Array
      const width = columns.shape[0]
      block.forEach((product, place) => {
        const [row, column] = [top + Math.floor(place / width), left + (place % width)]
        products[row * all + column] = product + 1
        products[column * all + row] = product + 1
      })
      if (columns !== rows) columns.dispose()
    }
    rows.dispose()
  }
  return products
}

function stacked(vectors: readonly Float32Array[]): tf.Tensor2D {
  const width = vectors[0]!.length
  const joined = new Float32Array(vectors.length * width)
  vectors.forEach((vector, row) => joined.set(vector, row * width))
  return tf.tensor2d(joined, [vectors.length, width])
}
