import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { refuser } from '../tensor-file.ts'
import { readZip } from './zip.ts'

const read = (file: Uint8Array): Map<string, Uint8Array> => readZip(file, refuser('weights.pth'))

interface Record {
  readonly name: string
  readonly data: string
  readonly method?: number
  readonly flags?: number
  /** In the table of contents; where the record really lies, where left out. */
  readonly headerAt?: number
  readonly size?: number
}

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, place) => Math.floor(value / 2 ** (8 * place)) & 0xff)
const text = (value: string): number[] => [...new TextEncoder().encode(value)]

/** An archive as the format's description lays it out, by hand. */
function archive(records: readonly Record[], { wide = false, comment = '' } = {}): Uint8Array {
  const file: number[] = []
  const contents: number[] = []
  for (const { name, data, method = 0, flags = 0, headerAt = file.length, size = data.length } of records) {
    const common = [...little(flags, 2), ...little(method, 2), ...little(0, 8)]
    file.push(...text('PK\x03\x04'), 0, 0, ...common, ...little(data.length, 4), ...little(data.length, 4))
    file.push(...little(name.length, 2), ...little(4, 2), ...text(name), 0, 0, 0, 0, ...text(data))
    const extra = wide
      ? [...little(1, 2), ...little(24, 2), ...little(size, 8), ...little(size, 8), ...little(headerAt, 8)]
      : []
    const [stored, place] = wide ? [0xffffffff, 0xffffffff] : [size, headerAt]
    contents.push(...text('PK\x01\x02'), 0, 0, 0, 0, ...common, ...little(stored, 4), ...little(stored, 4))
    contents.push(...little(name.length, 2), ...little(extra.length, 2), ...little(0, 10), ...little(place, 4))
    contents.push(...text(name), ...extra)
  }
  const start = file.length
  file.push(...contents)
  if (wide) {
    const end64 = file.length
    file.push(...text('PK\x06\x06'), ...little(44, 8), ...little(0, 12), ...little(records.length, 8))
    file.push(...little(records.length, 8), ...little(contents.length, 8), ...little(start, 8))
    file.push(...text('PK\x06\x07'), ...little(0, 4), ...little(end64, 8), ...little(1, 4))
  }
  const [count, bytes, place] = wide ? [0xffff, 0xffffffff, 0xffffffff] : [records.length, contents.length, start]
  file.push(...text('PK\x05\x06'), 0, 0, 0, 0, ...little(count, 2), ...little(count, 2), ...little(bytes, 4))
  file.push(...little(place, 4), ...little(comment.length, 2), ...text(comment))
  return Uint8Array.from(file)
}

const two: Record[] = [
  { name: 'a/data.pkl', data: 'first' },
  { name: 'a/data/0', data: 'second' },
]

describe('an archive', () => {
  test.each([
    ['of ordinary size', archive(two)],
    ['with a comment', archive(two, { comment: 'made by hand' })],
    ['with 64-bit sizes and places, as one over 4 GB has', archive(two, { wide: true })],
  ])('%s gives its records', (_, file) => {
    const records = [...read(file)].map(([name, data]) => [name, new TextDecoder().decode(data)])
    expect(records).toEqual([
      ['a/data.pkl', 'first'],
      ['a/data/0', 'second'],
    ])
  })
})

describe('an archive is refused', () => {
  test.each([
    ['that is cut off', archive(two).subarray(0, 60), 'half downloaded'],
    ['with a compressed record', archive([{ name: 'a', data: 'x', method: 8 }]), 'compressed'],
    ['with an encrypted record', archive([{ name: 'a', data: 'x', flags: 1 }]), 'encrypted'],
    ['with a name twice', archive([two[0]!, two[0]!]), '“a/data.pkl” twice'],
    ['whose records share their bytes', archive([two[0]!, { ...two[1]!, headerAt: 0, size: 5 }]), 'overlaps'],
    ['with a record longer than the file', archive([{ ...two[0]!, size: 9_999 }]), 'outside the file'],
    ['with a record where there is none', archive([{ ...two[0]!, headerAt: 3 }]), 'outside the file'],
  ])('%s', (_, file, reason) => {
    expect(() => read(file)).toThrow(reason)
  })

  test('or read, whatever bytes are changed', () => {
    const files = [archive(two), archive(two, { wide: true })]
    const change = fc.tuple(fc.nat(400), fc.constantFrom(0, 1, 2, 8, 0x7f, 0x80, 0xff))
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 5 }), (whole, changes) => {
        const file = whole.slice()
        for (const [place, byte] of changes) file[place % file.length] = byte
        try {
          const bytes = [...read(file).values()].reduce((sum, data) => sum + data.length, 0)
          expect(bytes).toBeLessThanOrEqual(file.length)
        } catch (caught) {
          expect(caught).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
