import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { refuser } from '../tensor-file.ts'
import { readPickle } from './pickle.ts'
import { isKind, type PickleValue } from './pickle-values.ts'

const refuse = refuser('weights.pth')
/** A pickle from text, one character a byte. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const read = (text: string): PickleValue => readPickle(bytes(`\x80\x02${text}`), refuse)
const short = (text: string): string => `X${String.fromCharCode(text.length)}\0\0\0${text}`

const storage = (elements: number): string =>
  `(${short('storage')}ctorch\nFloatStorage\n${short('0')}${short('cpu')}K${String.fromCharCode(elements)}tQ`
const numbers = (...values: number[]): string => `(${values.map((value) => `K${String.fromCharCode(value)}`).join('')}t`
const tensor = (elements: number, shape: number[], strides: number[], offset = 0): string =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${storage(elements)}K${String.fromCharCode(offset)}${numbers(...shape)}${numbers(...strides)}\x89NtR`

describe('plain values', () => {
  test.each<[string, string, unknown]>([
    ['nothing, true, false', '(N\x88\x89t.', [null, true, false]],
    ['small and negative whole numbers', '(K\xffM\x00\x01J\xff\xff\xff\xfft.', [255, 256, -1]],
    ['long whole numbers', '(\x8a\x01\xff\x8a\x00t.', [-1, 0]],
    ['floats', '(G\x3f\xe0\0\0\0\0\0\0t.', [0.5]],
    ['what was remembered', `${short('a')}q\x00h\x00\x86.`, ['a', 'a']],
    ['lists that grow', `](${short('a')}K\x01eK\x02a.`, ['a', 1, 2]],
  ])('%s', (_, pickle, value) => {
    const result = read(pickle)
    expect(isKind(result, 'list') && result.items).toEqual(value)
  })

  test('of dicts keep keys that objects of JavaScript have of their own', () => {
    const result = read(`}${short('__proto__')}K\x01s.`)
    expect(isKind(result, 'dict') && [...result.entries]).toEqual([['__proto__', 1]])
  })
})

describe('tensors', () => {
  test('that lie inside their storage are taken', () => {
    expect(read(`${tensor(6, [2, 3], [3, 1])}.`)).toMatchObject({ kind: 'tensor', shape: [2, 3] })
    expect(read(`${tensor(6, [3, 2], [1, 3])}.`)).toMatchObject({ strides: [1, 3] })
  })

  test.each([
    ['that reach past it', tensor(6, [2, 3], [4, 1]), 'larger than its data'],
    ['that start past it', tensor(6, [1], [1], 6), 'larger than its data'],
    ['that repeat one number without end', tensor(1, [200], [0]), 'larger than its data'],
    ['with fewer strides than axes', tensor(6, [2, 3], [1]), 'can not be'],
    ['with a storage class for a function', `ctorch\nFloatStorage\n)R`, 'kind of storage'],
    ['of a storage that is none', `(${short('module')}tQ`, 'no storage'],
  ])('%s are refused', (_, pickle, reason) => {
    expect(() => read(`${pickle}.`)).toThrow(reason)
  })
})

describe('a pickle that is no description of tensors is refused', () => {
  test.each([
    ['code', 'cos\nsystem\n', '“os.system”'],
    ['builtins', 'cbuiltins\neval\n', '“builtins.eval”'],
    ['a name of Object.prototype', 'ctorch\nconstructor\n', '“torch.constructor”'],
    ['objects of classes', ')\x81', 'opcode 0x81'],
    ['instances', '(i', 'opcode 0x69'],
    ['extension codes', '\x82\x01', 'opcode 0x82'],
    ['endless nesting', '('.repeat(300), 'nested deeper'],
    ['a stack that was never filled', 't', 'damaged'],
    ['a value taken from under a mark', 'K\x01(0', 'damaged'],
    ['a memory that was never kept', 'h\x05', 'damaged'],
    ['text that ends too early', 'X\xff\xff\xff\xffab', 'cut off'],
    ['more than one result', 'K\x01K\x02', 'damaged'],
    ['lists as keys', '}]K\x01s', 'keys'],
  ])('%s', (_, pickle, reason) => {
    expect(() => read(`${pickle}.`)).toThrow(reason)
  })

  test('millions of values', () => {
    expect(() => read(`${']0'.repeat(510_000)}N.`)).toThrow('more values')
  })

  test('any bytes at all are read or refused', () => {
    const opcodes = [...'(0N\x88\x89KMJ\x8aGX)]}\x85\x86\x87taesuqrhjcRbQ.']
    const piece = fc.oneof(
      fc.constantFrom(...opcodes, tensor(6, [2, 3], [3, 1]), short('a')),
      fc.string({ maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          read(pieces.join(''))
        } catch (caught) {
          expect(caught).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
