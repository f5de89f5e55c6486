/** Gradients by parameter name: adding up those of several passes, and keeping them from growing too long. */
import * as tf from '@tensorflow/tfjs-core'

export type Gradients = Record<string, tf.Tensor>

/** The sum of both, name by name; what is in one only is taken as it is. Disposes of what was given. */
export function addGradients(sum: Gradients, more: Gradients): Gradients {
  const names = new Set([...Object.keys(sum), ...Object.keys(more)])
  return Object.fromEntries(
    [...names].map((name) => {
      const [a, b] = [sum[name], more[name]]
      if (a === undefined || b === undefined) return [name, (a ?? b)!]
      const both = tf.add(a, b)
      tf.dispose([a, b])
      return [name, both]
    }),
  )
}

/**
 * Shortens gradients, all in the same proportion, to the length `maxNorm` at most, as torch.nn.utils.clip_grad_norm_ does:
 * g · min(1, maxNorm / (norm + 1e-6)), norm = √(Σ‖g‖²) over all parameters. What was given stays the caller's.
 */
export function clipGradients(gradients: Gradients, maxNorm: number): Gradients {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))
    if (squares.length === 0) return {}
    const norm = tf.sqrt(tf.addN(squares))
    const scale = tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6)))
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]))
  })
}
