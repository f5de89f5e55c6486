import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { readWeightsFile } from '../weights-file.ts'
import { readTorchCheckpoint } from './torch-checkpoint.ts'

const folder = new URL('../../../test/fixtures/weights/', import.meta.url)
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)))

type Expected = Record<string, Record<string, { shape: number[]; values: number[] }>>
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Expected

/** JSON has no number for what is not finite, so values are compared as float32. */
function plain(file: ReturnType<typeof readTorchCheckpoint>): Expected[string] {
  return Object.fromEntries(
    [...file.tensors].map(([name, { shape, values }]) => [
      name,
      { shape: [...shape], values: Array.from(values, Number) },
    ]),
  )
}

function refusal(name: string): string {
  try {
    readWeightsFile(fixture(name), name)
  } catch (caught) {
    expect(caught).toMatchObject({ code: 'MODEL_UNUSABLE' })
    return (caught as Problem).message
  }
  throw new Error('nothing was refused')
}

describe('a checkpoint that PyTorch wrote', () => {
  test.each(['kinds.pth', 'training.pth', 'nested.pth'])('%s has the numbers that PyTorch reads from it', (name) => {
    const read = plain(readTorchCheckpoint(fixture(name), name))
    expect(Object.keys(read)).toEqual(Object.keys(expected[name]!))
    for (const [key, { shape, values }] of Object.entries(expected[name]!)) {
      expect(read[key]?.shape, key).toEqual(shape)
      expect(Float32Array.from(read[key]!.values), key).toEqual(Float32Array.from(values))
    }
  })

  test('keeps whole numbers whole', () => {
    expect(readTorchCheckpoint(fixture('kinds.pth'), 'x').tensors.get('long')?.values).toEqual(
      BigInt64Array.of(12_345_678n),
    )
  })

  test('says under which entry of a training run the network lay', () => {
    expect(readTorchCheckpoint(fixture('training.pth'), 'x').metadata).toEqual({ under: 'state_dict' })
    expect(readTorchCheckpoint(fixture('nested.pth'), 'x').metadata).toEqual({ under: 'checkpoint.model' })
  })
})

describe('a file that wants more than to be read is refused by name', () => {
  test('one that would run a shell', () => {
    expect(refusal('malicious.pth')).toMatch(/asks to run “(posix|nt)\.system”.*state_dict/)
    expect(existsSync('owned.txt')).toBe(false)
  })

  test('a whole pickled model', () => {
    expect(refusal('whole-model.pth')).toContain('“torch.nn.modules.container.Sequential”')
  })

  test('the format from before PyTorch 1.6, with the way to convert it', () => {
    expect(refusal('legacy.pth')).toMatch(/before version 1\.6.*torch\.save\(torch\.load/)
  })

  test('another pickle protocol', () => {
    expect(refusal('protocol4.pth')).toContain('protocol 4')
  })
})

describe('damage', () => {
  test('a file that is cut off anywhere is refused', () => {
    const whole = fixture('kinds.pth')
    for (let length = 0; length < whole.length; length += 37) {
      expect(() => readWeightsFile(whole.subarray(0, length), 'cut.pth')).toThrow(Problem)
    }
  })

  test('whatever bytes are changed, it is read or refused, and never larger than its data allows', () => {
    const whole = fixture('training.pth')
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const file = whole.slice()
        for (const [place, byte] of changes) file[place] = byte
        try {
          const { tensors } = readWeightsFile(file, 'changed.pth')
          const elements = [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0)
          expect(elements).toBeLessThanOrEqual(file.length)
        } catch (caught) {
          expect(caught).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
