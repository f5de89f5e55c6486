import * as tf from '@tensorflow/tfjs-core'

/**
 * [N, H, W, C] averaged to side × side places, as torch.nn.AdaptiveAvgPool2d does, and laid flat as PyTorch lays it, channels
 * first: [N, C · side²]. Windows overlap, or repeat places, where side does not divide H or W.
 */
export function flatGrid(x: tf.Tensor4D, side: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [count, height, width, channels] = x.shape
    const flat = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [count * channels, height * width]) as tf.Tensor2D
    const averaged = height === side && width === side ? flat : tf.matMul(flat, windowWeights([height, width], side))
    return tf.reshape(averaged, [count, channels * side * side]) as tf.Tensor2D
  })
}

/** [H · W, side²]: what share each place has in each window. */
function windowWeights([height, width]: readonly [number, number], side: number): tf.Tensor2D {
  const [rows, columns] = [height, width].map((length) => windows(length, side)) as [Window[], Window[]]
  const weights = tf.buffer([height * width, side * side])
  rows.forEach(([top, bottom], row) =>
    columns.forEach(([left, right], column) => {
      const share = 1 / ((bottom - top) * (right - left))
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) weights.set(share, y * width + x, row * side + column)
    }),
  )
  return weights.toTensor() as tf.Tensor2D
}

/** From the first place to the one behind the last. */
type Window = readonly [from: number, to: number]

function windows(length: number, count: number): Window[] {
  return Array.from({ length: count }, (_, place) => [
    Math.floor((place * length) / count),
    Math.ceil(((place + 1) * length) / count),
  ])
}
