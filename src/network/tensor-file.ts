import { Problem } from '../domain/problem.ts'
import { elementCount } from './architecture/parameter-spec.ts'
import type { TensorValues } from './number-formats.ts'

/** A tensor of a weights file. */
export interface FileTensor {
  readonly shape: readonly number[]
  readonly values: TensorValues
}

/** What a weights file holds, whatever its format. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, FileTensor>
  /** Free text pairs that the file has beside them. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Makes the Problem for a file that can't be used; `reason` reads on after "is not a usable weights file:". */
export type Refuse = (reason: string, cause?: unknown) => Problem

/** @param fileName what the person knows the file by */
export function refuser(fileName: string): Refuse {
  return (reason, cause) =>
    new Problem('MODEL_UNUSABLE', `${fileName} is not a usable weights file: ${reason}. Choose another file.`, {
      cause,
    })
}

/** A name or value out of a file, short enough and plain enough to stand in a sentence. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const plain = text.slice(0, 80).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?')
  return `“${plain}${text.length > 80 ? '…' : ''}”`
}

/** Whether a tensor of floats has neither NaN nor infinity in it; of others, and of one that is not there, it is true. */
export function allNumbers(tensor: FileTensor | undefined): boolean {
  return !(tensor?.values instanceof Float32Array) || tensor.values.every(Number.isFinite)
}

/** Whether a tensor is of floats and of this shape, with as many values as that has. */
export function holdsFloats({ shape, values }: FileTensor, wanted: readonly number[]): boolean {
  const same = shape.length === wanted.length && wanted.every((length, axis) => length === shape[axis])
  return same && values instanceof Float32Array && values.length === elementCount(wanted)
}
