/** How PyTorch describes tensors in a pickle: a storage by its record, a tensor by the way it lies in a storage. */
import { quoted, type Refuse } from '../tensor-file.ts'
import {
  isKind,
  isStorageName,
  orderedDict,
  rebuildParameter,
  rebuildTensor,
  storageFormats,
  type KnownName,
  type PickleValue,
  type Storage,
  type Tensor,
} from './pickle-values.ts'

const mostAxes = 8

/** The storage of a persistent id: ('storage', class, record, device, number of elements). */
export function storageOf(id: PickleValue, refuse: Refuse): Storage {
  const [what, type, key, , elements] = isKind(id, 'list') ? id.items : []
  if (what !== 'storage' || !isKind(type, 'named') || !isStorageName(type.name)) {
    throw refuse('it refers to something that is no storage of numbers')
  }
  if (typeof key !== 'string' || !isCount(elements)) throw refuse('it describes a storage that can not be')
  return { kind: 'storage', format: storageFormats[type.name], key, elements }
}

/** What calling one of the known names gives; nothing of Python is run. */
export function callNamed(name: KnownName, given: readonly PickleValue[], refuse: Refuse): PickleValue {
  switch (name) {
    case orderedDict:
      if (given.length > 0) throw refuse('it fills an OrderedDict in a way that PyTorch does not')
      return { kind: 'dict', entries: new Map() }
    case rebuildTensor:
      return tensorOf(given, refuse)
    case rebuildParameter: {
      const [data] = given
      if (!isKind(data, 'tensor')) throw refuse('it has a parameter that is no tensor')
      return data
    }
    default:
      throw refuse(`it calls ${quoted(name)}, which is a kind of storage`)
  }
}

/** (storage, offset, shape, strides, …): checked to lie inside its storage, whatever the strides are. */
function tensorOf([storage, offset, shape, strides]: readonly PickleValue[], refuse: Refuse): Tensor {
  const [lengths, steps] = [counts(shape), counts(strides)]
  if (!isKind(storage, 'storage') || !isCount(offset) || !lengths || !steps) {
    throw refuse('it describes a tensor that can not be')
  }
  if (lengths.length !== steps.length) throw refuse('it describes a tensor that can not be')
  const elements = lengths.reduce((product, length) => product * length, 1)
  const last = lengths.reduce((sum, length, axis) => sum + (length - 1) * (steps[axis] as number), offset)
  // A tensor larger than its storage repeats numbers: no network is saved so, and a small file would unfold into a large one.
  if (elements > storage.elements || (elements > 0 && last >= storage.elements)) {
    throw refuse('it describes a tensor that is larger than its data')
  }
  return { kind: 'tensor', storage, offset, shape: lengths, strides: steps }
}

function counts(value: PickleValue | undefined): number[] | null {
  return isKind(value, 'list') && value.items.length <= mostAxes && value.items.every(isCount) ? value.items : null
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
