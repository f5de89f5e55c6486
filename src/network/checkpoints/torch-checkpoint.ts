/** PyTorch's checkpoints (`.pth`, `.pt`, `.bin`) in the ZIP format that torch.save has written since version 1.6. */
import { bytesOfFormat, decodeNumbers } from '../number-formats.ts'
import { quoted, refuser, type FileTensor, type Refuse, type TensorFile } from '../tensor-file.ts'
import { readPickle } from './pickle.ts'
import type { Tensor } from './pickle-values.ts'
import { findStateDict } from './state-dict.ts'
import { readZip } from './zip.ts'

const pickleName = 'data.pkl'

/**
 * The named tensors of a checkpoint held in memory: those of its state dict, optimiser and scores left aside. Nothing in the
 * file is run. Throws Problem MODEL_UNUSABLE naming the file and what is wrong with it.
 */
export function readTorchCheckpoint(file: Uint8Array, fileName: string): TensorFile {
  const refuse = refuser(fileName)
  const records = readZip(file, refuse)
  const pickle = [...records.keys()].find((name) => name.endsWith(`/${pickleName}`))
  if (pickle === undefined) throw refuse('it is a ZIP archive, but none of PyTorch’s')
  const folder = pickle.slice(0, -pickleName.length)
  const byteOrder = records.get(`${folder}byteorder`)
  if (byteOrder && new TextDecoder().decode(byteOrder) !== 'little') {
    throw refuse('it was written on a machine with another byte order; save it again on an ordinary one')
  }
  const { tensors, under } = findStateDict(readPickle(records.get(pickle) as Uint8Array, refuse), refuse)
  checkTotal(tensors, file.length, refuse)
  const read = [...tensors].map(([name, tensor]): [string, FileTensor] => {
    const record = records.get(`${folder}data/${tensor.storage.key}`)
    if (!record) throw refuse(`the data of ${quoted(name)} is missing`)
    if (record.length !== tensor.storage.elements * bytesOfFormat[tensor.storage.format]) {
      throw refuse(`the data of ${quoted(name)} has ${record.length} bytes, which is not what it says`)
    }
    return [name, { shape: tensor.shape, values: valuesOf(tensor, record) }]
  })
  return { tensors: new Map(read), metadata: under === '' ? {} : { under } }
}

/** Tensors may share their data, as tied weights do, but not so often that a small file fills the memory. */
function checkTotal(tensors: ReadonlyMap<string, Tensor>, fileBytes: number, refuse: Refuse): void {
  let elements = 0
  for (const { shape } of tensors.values()) elements += elementsOf(shape)
  if (elements > fileBytes) throw refuse('its tensors are larger than its data')
}

function valuesOf({ storage, offset, shape, strides }: Tensor, record: Uint8Array): FileTensor['values'] {
  const count = elementsOf(shape)
  const rowMajor = shape.map((_, axis) => elementsOf(shape.slice(axis + 1)))
  if (shape.every((length, axis) => length === 1 || strides[axis] === rowMajor[axis])) {
    return decodeNumbers(record, storage.format, count, (index) => offset + index)
  }
  return decodeNumbers(record, storage.format, count, (index) => {
    let place = offset
    for (const [axis, length] of shape.entries()) {
      place += (Math.floor(index / (rowMajor[axis] as number)) % length) * (strides[axis] as number)
    }
    return place
  })
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
