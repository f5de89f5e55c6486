import { expect, test } from 'vitest'
import { decodeNumbers, littleEndianBytes } from './number-formats.ts'

const floats = Float32Array.of(1, -2.5, 3e-20, Infinity, 0)

test('floats written and read are the same, wherever they lie in the file', () => {
  const file = new Uint8Array(3 + floats.byteLength)
  file.set(littleEndianBytes(floats), 3)
  expect(decodeNumbers(file.subarray(3), 'F32', floats.length)).toEqual(floats)
  // Node hands files over as buffers, which may lie in the midst of a larger piece of memory.
  expect(decodeNumbers(Buffer.from(file).subarray(3), 'F32', floats.length)).toEqual(floats)
  expect(decodeNumbers(file.subarray(3), 'F32', 2, (index) => index * 2)).toEqual(Float32Array.of(1, floats[2]!))
})

test('a part of a larger array is written as that part', () => {
  expect([...littleEndianBytes(floats.subarray(0, 1))]).toEqual([0, 0, 0x80, 0x3f])
})

test('a machine of the other byte order writes the same file', () => {
  const turned = new Float32Array(Uint8Array.of(0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0).buffer)
  expect([...littleEndianBytes(turned, false)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])
  const steps = BigInt64Array.of(258n)
  expect([...littleEndianBytes(steps)]).toEqual([2, 1, 0, 0, 0, 0, 0, 0])
})
