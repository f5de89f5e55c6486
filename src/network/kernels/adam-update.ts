import * as tf from '@tensorflow/tfjs-core'
import { backendName, hold, release } from './element-type.ts'
import { execute, executeNative, executeOne, type OperationAttributes } from './tensorflow.ts'

/** A parameter on its step, and all that the step needs, of one shape. */
export interface AdamMove {
  readonly variable: tf.Variable
  /** Running means of the gradient and of its square. */
  readonly first: tf.Variable
  readonly second: tf.Variable
  readonly gradient: tf.Tensor
  /** The learning rate with both corrections of the moments' bias. */
  readonly size: number
  /** Added to the root of the second moment as it stands, uncorrected. */
  readonly epsilon: number
}

export interface AdamRates {
  readonly beta1: number
  readonly beta2: number
}

/**
 * For each move: first ← β₁·first + (1 − β₁)·gradient, second likewise of the gradient's square, and then
 * variable ← variable − size·first / (√second + epsilon).
 */
export function moveByAdam(moves: readonly AdamMove[], rates: AdamRates): void {
  if (tf.getBackend() === backendName) tf.tidy(() => moveInPlace(moves, rates))
  else for (const move of moves) tf.tidy(() => moveComposed(move, rates))
}

function moveComposed({ variable, first, second, gradient, size, epsilon }: AdamMove, rates: AdamRates): void {
  const { beta1, beta2 } = rates
  first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)))
  second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
  variable.assign(tf.sub(variable, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), size)))
}

/**
 * TensorFlow's own Adam reads and writes everything once, where the composition does it a dozen times. It changes resource
 * variables where they are: three of them are lent the tensors of one parameter after the other. They have to be the only
 * ones who hold those, or TensorFlow would copy them first.
 */
function moveInPlace(moves: readonly AdamMove[], { beta1, beta2 }: AdamRates): void {
  const resources = [0, 1, 2].map(() => executeOne('VarHandleOp', [], anonymousVariable))
  const made = new Map<number, tf.Scalar>()
  const scalar = (value: number): tf.Scalar => {
    const known = made.get(value) ?? tf.scalar(value)
    made.set(value, known)
    return known
  }
  for (const { variable, first, second, gradient, size, epsilon } of moves) {
    // The powers of β are 0, which corrects nothing: `size` has the corrections, in double precision.
    const settings = [0, 0, size, beta1, beta2, epsilon].map(scalar)
    const lent = [variable, first, second].map((own, place) => ({ own, resource: resources[place]! }))
    for (const { own, resource } of lent) {
      execute('AssignVariableOp', [resource, own], ofFloats, 0)
      release(own)
    }
    execute('ResourceApplyAdam', [...resources, ...settings, gradient], { flags: { use_locking: false } }, 0)
    for (const { own, resource } of lent) hold(own, executeNative('ReadVariableOp', [resource], ofFloats, 1)[0]!)
  }
}

const ofFloats: OperationAttributes = { types: { dtype: 'float32' } }

const anonymousVariable: OperationAttributes = {
  ...ofFloats,
  shapes: { shape: [] },
  // The name by which TensorFlow knows a variable of no name, which is gone with its handle.
  texts: { container: '', shared_name: 'cd2c89b7-88b7-44c8-ad83-06c2a9158347' },
}
