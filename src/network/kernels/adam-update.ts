import * as tf from '@tensorflow/tfjs-core'
import { backendName, hold, release } from './element-type.ts'
import { execute, executeNative, executeOne, type OperationAttributes } from './tensorflow.ts'

/** A running mean that Adam keeps of something of a parameter's shape, float32. */
export interface Moment {
  /** Either a variable of tfjs, or the handle of one of TensorFlow's, which no plain operation of tfjs reads. */
  readonly place: tf.Tensor
  /** A copy. */
  values(): Float32Array
  dispose(): void
}

/** A parameter on its step, and all that the step needs, of one shape. */
export interface AdamMove {
  readonly variable: tf.Variable
  /** Running means of the gradient and of its square. */
  readonly first: Moment
  readonly second: Moment
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

/** A moment of these values; of zeros where left out. It is kept until disposed of. */
export function createMoment(shape: readonly number[], values?: Float32Array): Moment {
  // Filled by the backend: zeros that JavaScript makes would take memory a second time until it is collected.
  const initial = values ? tf.tensor(values.slice(), [...shape], 'float32') : tf.fill([...shape], 0)
  const moment = tf.getBackend() === backendName ? resourceMoment(initial) : variableMoment(initial)
  initial.dispose()
  return moment
}

function variableMoment(initial: tf.Tensor): Moment {
  const place = tf.variable(initial, false)
  return { place, values: () => place.dataSync<'float32'>().slice(), dispose: () => place.dispose() }
}

/** TensorFlow frees the variable with its handle. */
function resourceMoment(initial: tf.Tensor): Moment {
  const place = tf.keep(executeOne('VarHandleOp', [], anonymousVariable))
  execute('AssignVariableOp', [place, initial], ofFloats, 0)
  return {
    place,
    values: () => {
      const read = executeOne('ReadVariableOp', [place], ofFloats)
      const values = read.dataSync<'float32'>().slice()
      read.dispose()
      return values
    },
    dispose: () => place.dispose(),
  }
}

function moveComposed({ variable, first, second, gradient, size, epsilon }: AdamMove, rates: AdamRates): void {
  const { beta1, beta2 } = rates
  const [mean, square] = [first.place as tf.Variable, second.place as tf.Variable]
  mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)))
  square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
  variable.assign(tf.sub(variable, tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon)), size)))
}

/**
 * TensorFlow's own Adam reads and writes everything once, where the composition does it a dozen times. It changes resource
 * variables where they are: one is lent the tensor of one parameter after the other. It has to be the only one who holds
 * that, or TensorFlow would copy it first.
 */
function moveInPlace(moves: readonly AdamMove[], { beta1, beta2 }: AdamRates): void {
  const resource = executeOne('VarHandleOp', [], anonymousVariable)
  const made = new Map<number, tf.Scalar>()
  const scalar = (value: number): tf.Scalar => {
    const known = made.get(value) ?? tf.scalar(value)
    made.set(value, known)
    return known
  }
  for (const { variable, first, second, gradient, size, epsilon } of moves) {
    // The powers of β are 0, which corrects nothing: `size` has the corrections, in double precision.
    const settings = [0, 0, size, beta1, beta2, epsilon].map(scalar)
    execute('AssignVariableOp', [resource, variable], ofFloats, 0)
    release(variable)
    execute('ResourceApplyAdam', [resource, first.place, second.place, ...settings, gradient], unlocked, 0)
    hold(variable, executeNative('ReadVariableOp', [resource], ofFloats, 1)[0]!)
  }
}

const unlocked: OperationAttributes = { flags: { use_locking: false } }

const ofFloats: OperationAttributes = { types: { dtype: 'float32' } }

const anonymousVariable: OperationAttributes = {
  ...ofFloats,
  shapes: { shape: [] },
  // The name by which TensorFlow knows a variable of no name, which is gone with its handle.
  texts: { container: '', shared_name: 'cd2c89b7-88b7-44c8-ad83-06c2a9158347' },
}
