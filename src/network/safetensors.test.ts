import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../domain/problem.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'
import type { FileTensor } from './tensor-file.ts'

/** A file made by hand, as the format's page describes it: length, JSON, data. */
function fileOf(header: string | object, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const file = new Uint8Array(8 + text.length + data.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  file.set(data, 8 + text.length)
  return file
}

function withHeader(header: Uint8Array): Uint8Array {
  return Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, ...header])
}

function refusal(file: Uint8Array): string {
  try {
    readSafetensors(file, 'model.safetensors')
  } catch (caught) {
    expect(caught).toBeInstanceOf(Problem)
    expect((caught as Problem).code).toBe('MODEL_UNUSABLE')
    expect((caught as Problem).message).toContain('model.safetensors')
    return (caught as Problem).message
  }
  throw new Error('nothing was refused')
}

const one = (offsets: number[], dtype = 'F32', shape = [1]): object => ({ dtype, shape, data_offsets: offsets })

describe('what is written can be read', () => {
  test('names, shapes, values and notes come back to the bit', () => {
    const tensors = fc.dictionary(fc.string(), fc.array(fc.float(), { maxLength: 9 }), { maxKeys: 6 })
    const notes = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 })
    fc.assert(
      fc.property(tensors, notes, (values, metadata) => {
        fc.pre(!('__metadata__' in values))
        const written = new Map<string, FileTensor>(
          Object.entries(values).map(([name, list]) => [
            name,
            { shape: [list.length], values: Float32Array.from(list) },
          ]),
        )
        written.set('steps', { shape: [], values: BigInt64Array.of(7n) })
        const read = readSafetensors(writeSafetensors({ tensors: written, metadata }), 'model.safetensors')
        expect(new Map([...read.tensors].sort())).toEqual(new Map([...written].sort()))
        expect({ ...read.metadata }).toEqual({ ...metadata })
      }),
    )
  })

  test('data starts at a multiple of eight bytes, as readers that map the file expect', () => {
    const tensors = new Map([['a', { shape: [1], values: Float32Array.of(1) }]])
    const file = writeSafetensors({ tensors, metadata: {} })
    const header = Number(new DataView(file.buffer).getBigUint64(0, true))
    expect((8 + header) % 8).toBe(0)
    expect(file.length).toBe(8 + header + 4)
  })

  test('halves, bfloats and doubles are read as the numbers that they are', () => {
    const bytes = new Uint8Array(2 * 4 + 2 * 2 + 8)
    const view = new DataView(bytes.buffer)
    view.setFloat64(0, Math.PI, true)
    ;[0x3c00, 0xc000, 0x0001, 0x7c00].forEach((bits, index) => view.setUint16(8 + index * 2, bits, true))
    ;[0x3f80, 0xc040].forEach((bits, index) => view.setUint16(16 + index * 2, bits, true))
    const header = { d: one([0, 8], 'F64'), h: one([8, 16], 'F16', [2, 2]), b: one([16, 20], 'BF16', [2]) }
    const { tensors } = readSafetensors(fileOf(header, bytes), 'model.safetensors')
    expect(tensors.get('d')?.values).toEqual(Float32Array.of(Math.PI))
    expect(tensors.get('h')?.values).toEqual(Float32Array.of(1, -2, 2 ** -24, Infinity))
    expect(tensors.get('b')?.values).toEqual(Float32Array.of(1, -3))
  })

  test('a file that lies inside a larger buffer is read at its own place', () => {
    const file = fileOf({ a: one([0, 4]) }, new Uint8Array(Float32Array.of(5).buffer))
    const larger = new Uint8Array(file.length + 3)
    larger.set(file, 3)
    expect(readSafetensors(larger.subarray(3), 'x').tensors.get('a')?.values).toEqual(Float32Array.of(5))
  })
})

describe('a damaged or hostile file is refused with the reason', () => {
  const four = new Uint8Array(4)
  const eight = new Uint8Array(8)
  test.each([
    ['an empty file', new Uint8Array(), 'shorter'],
    ['a header of 100 MB and more', Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0x7b]), '100 MB'],
    ['a file cut inside its header', fileOf({ a: one([0, 4]) }).subarray(0, 12), 'inside its header'],
    ['a header that is no JSON', fileOf('{"a":'), 'not JSON'],
    ['a header that is a list', fileOf('[]'), 'begin with {'],
    ['a name that is there twice', fileOf(`{"a":${JSON.stringify(one([0, 4]))},"\\u0061":{}}`, four), '“a” twice'],
    ['a field that is there twice', fileOf('{"a":{"dtype":"F32","dtype":"F16","shape":[]}}', four), '“dtype” twice'],
    ['a header that begins with a space', fileOf(' {}'), 'begin with {'],
    ['a header that is not UTF-8', withHeader(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), 'not UTF-8'],
    ['a header of braces within braces', fileOf('{"a":'.repeat(5_000)), 'nested deeper'],
    ['a header of millions of entries', fileOf(`{"a":[${'1,'.repeat(2_100_000)}1]}`), 'more than any network'],
    ['an unknown type', fileOf({ a: one([0, 4], 'Q4') }, four), 'Q4'],
    ['a type called like a property of objects', fileOf({ a: one([0, 4], 'constructor') }, four), 'constructor'],
    ['a negative shape', fileOf({ a: one([0, 4], 'F32', [-1]) }, four), 'no usable shape'],
    ['a shape of more bytes than its data', fileOf({ a: one([0, 4], 'F32', [2]) }, four), '4 bytes'],
    [
      'a shape whose product is past all numbers',
      fileOf({ a: one([0, 4], 'F32', [2 ** 40, 2 ** 40]) }, four),
      'no usable shape',
    ],
    ['data offsets that are not two', fileOf({ a: one([0]) }, four), 'no data offsets'],
    ['an entry that is null', fileOf({ a: null }, four), 'type'],
    ['overlapping data', fileOf({ a: one([0, 4]), b: one([2, 6]) }, eight), 'overlaps'],
    ['a hole in the data', fileOf({ a: one([0, 4]), b: one([8, 12]) }, new Uint8Array(12)), 'hole'],
    ['half the data', fileOf({ a: one([0, 4]) }, new Uint8Array(2)), 'half downloaded'],
    ['data of nobody', fileOf({ a: one([0, 4]) }, eight), 'no tensor'],
    ['notes that are not text', fileOf({ __metadata__: { a: 1 } }), 'not text'],
  ])('%s', (_, file, reason) => {
    expect(refusal(file)).toContain(reason)
  })

  test('whatever bytes of a good file are changed, it is read or refused', () => {
    const whole = writeSafetensors({
      tensors: new Map<string, FileTensor>([
        ['conv1.weight', { shape: [2, 3], values: new Float32Array(6) }],
        ['steps', { shape: [], values: new BigInt64Array(1) }],
      ]),
      metadata: { format: 'pt' },
    })
    const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(...'{}[]",:0123456789\\F- ae\u00ff'))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = whole.slice()
        for (const [place, character] of changes) file[place] = character.charCodeAt(0)
        try {
          const { tensors } = readSafetensors(file, 'model.safetensors')
          expect([...tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0)).toBeLessThan(256)
        } catch (caught) {
          expect(caught).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('no bytes at all make the reader crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 16 }), (header, data) => {
        const file = new Uint8Array(8 + header.length + data.length)
        file.set([header.length])
        file.set(header, 8)
        file.set(data, 8 + header.length)
        try {
          readSafetensors(file, 'model.safetensors')
        } catch (caught) {
          expect(caught).toBeInstanceOf(Problem)
        }
      }),
    )
  })
})
