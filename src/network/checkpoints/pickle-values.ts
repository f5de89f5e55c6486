/** What a checkpoint's pickle may hold once it is read. Nothing of it is code. */
import type { NumberFormat } from '../number-formats.ts'

export type PickleValue = null | boolean | number | bigint | string | PickleList | PickleDict | Named | Storage | Tensor

type ObjectKind = (PickleList | PickleDict | Named | Storage | Tensor)['kind']

/** A list or a tuple. */
export interface PickleList {
  readonly kind: 'list'
  readonly items: PickleValue[]
}

/** A dict or an OrderedDict. */
export interface PickleDict {
  readonly kind: 'dict'
  readonly entries: Map<PickleKey, PickleValue>
}

export type PickleKey = null | boolean | number | bigint | string

/** A name of Python's that stands for one of the few things that are understood. */
export interface Named {
  readonly kind: 'named'
  readonly name: KnownName
}

/** Numbers of one record of the archive. */
export interface Storage {
  readonly kind: 'storage'
  readonly format: NumberFormat
  /** The record's name under `data/`. */
  readonly key: string
  readonly elements: number
}

/** A view of a storage; offset and strides are in elements. */
export interface Tensor {
  readonly kind: 'tensor'
  readonly storage: Storage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** Number formats of PyTorch's storage classes. */
export const storageFormats = {
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.DoubleStorage': 'F64',
  'torch.LongStorage': 'I64',
} as const satisfies Record<string, NumberFormat>

export const rebuildTensor = 'torch._utils._rebuild_tensor_v2'
export const rebuildParameter = 'torch._utils._rebuild_parameter'
export const orderedDict = 'collections.OrderedDict'

export type StorageName = keyof typeof storageFormats
export type KnownName = StorageName | typeof rebuildTensor | typeof rebuildParameter | typeof orderedDict

export function isKnownName(name: string): name is KnownName {
  return isStorageName(name) || name === rebuildTensor || name === rebuildParameter || name === orderedDict
}

export function isStorageName(name: string): name is StorageName {
  return Object.hasOwn(storageFormats, name)
}

export function isKind<Kind extends ObjectKind>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { kind: Kind }> {
  return typeof value === 'object' && value !== null && value.kind === kind
}
