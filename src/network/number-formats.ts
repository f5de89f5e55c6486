/** The number formats that weights are stored in, little-endian, and how each becomes float32 or a bigint. */

/** Values of a tensor, row-major: floats as float32 whatever the file held them in, 64-bit integers as bigints. */
export type TensorValues = Float32Array | BigInt64Array

/** Named as safetensors names them. */
export type NumberFormat = 'F16' | 'BF16' | 'F32' | 'F64' | 'I64'

export const bytesOfFormat: Readonly<Record<NumberFormat, number>> = { F16: 2, BF16: 2, F32: 4, F64: 8, I64: 8 }

export function isNumberFormat(name: unknown): name is NumberFormat {
  return typeof name === 'string' && Object.hasOwn(bytesOfFormat, name)
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** The bytes of numbers in the order that files have, whatever the machine's. Not a copy where the machine's is the same. */
export function littleEndianBytes(values: TensorValues, fromLittleEndian = hostIsLittleEndian): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (fromLittleEndian) return bytes
  const turned = bytes.slice()
  const size = values.BYTES_PER_ELEMENT
  for (let start = 0; start < turned.length; start += size) turned.subarray(start, start + size).reverse()
  return turned
}

/**
 * `count` numbers from `bytes`, the i-th of them the element at `place(i)` (in elements; i where left out). Halves,
 * bfloats and floats come out exactly, doubles rounded to the nearest float. The caller has checked the bounds.
 */
export function decodeNumbers(
  bytes: Uint8Array,
  format: NumberFormat,
  count: number,
  place?: (index: number) => number,
): TensorValues {
  // By far the most frequent case, as memory has it already.
  if (format === 'F32' && place === undefined && hostIsLittleEndian) {
    const values = new Float32Array(count)
    new Uint8Array(values.buffer).set(bytes.subarray(0, values.byteLength))
    return values
  }
  const at = place ?? ((index: number) => index)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = bytesOfFormat[format]
  if (format === 'I64') {
    const values = new BigInt64Array(count)
    for (let index = 0; index < count; index++) values[index] = view.getBigInt64(at(index) * size, true)
    return values
  }
  const values = new Float32Array(count)
  const read = floatReaders[format]
  for (let index = 0; index < count; index++) values[index] = read(view, at(index) * size)
  return values
}

const scratch = new DataView(new ArrayBuffer(4))

const floatReaders: Record<Exclude<NumberFormat, 'I64'>, (view: DataView, at: number) => number> = {
  F16: (view, at) => halfToNumber(view.getUint16(at, true)),
  BF16: (view, at) => {
    scratch.setUint32(0, view.getUint16(at, true) << 16)
    return scratch.getFloat32(0)
  },
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
}

/** IEEE 754 half: sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
