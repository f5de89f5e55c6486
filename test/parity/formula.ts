import { elementCount, type ParameterSpec } from '../../src/network/architecture/parameter-spec.ts'
import type { ParameterValues } from '../../src/network/parameters.ts'

/** What a tensor of the reference is; the ranges are the README's of the reference. */
export type FormulaKind = 'weight' | 'lstm' | 'gamma' | 'var' | 'bias' | 'input'

/** The reference's weights and inputs: a hash of name, seed and index, so that nothing has to be downloaded. */
export function formulaTensor(seed: number, name: string, shape: readonly number[], kind: FormulaKind): Float32Array {
  const start = (crc32(name) + seed) >>> 0
  const [scale, offset] = range(kind, shape)
  const values = new Float32Array(elementCount(shape))
  for (let index = 0; index < values.length; index++) {
    let x = (Math.imul(index, 0x9e3779b1) + start) >>> 0
    x ^= x >>> 16
    x = Math.imul(x, 0x85ebca6b)
    x ^= x >>> 13
    x = Math.imul(x, 0xc2b2ae35)
    x = (x ^ (x >>> 16)) >>> 0
    values[index] = offset + scale * ((x + 0.5) / 2 ** 32)
  }
  return values
}

/** Values for a network whose parameters are called `prefix` + the reference's name. */
export function formulaParameters(seed: number, prefix = ''): ParameterValues {
  return (spec) => formulaTensor(seed, spec.name.slice(prefix.length), spec.torchShape, kindOf(spec))
}

function kindOf({ kind }: ParameterSpec): FormulaKind {
  switch (kind) {
    case 'convolution':
    case 'linear':
      return 'weight'
    case 'lstmWeight':
    case 'lstmBias':
      return 'lstm'
    case 'scale':
      return 'gamma'
    case 'variance':
      return 'var'
    case 'bias':
    case 'shift':
    case 'mean':
      return 'bias'
  }
}

/** A value is offset + scale · u with u in (0, 1). */
function range(kind: FormulaKind, shape: readonly number[]): [scale: number, offset: number] {
  const symmetric = (bound: number): [number, number] => [2 * bound, -bound]
  switch (kind) {
    case 'weight':
      return symmetric(Math.sqrt(6 / elementCount(shape.slice(1))))
    case 'lstm':
      return symmetric(1 / Math.sqrt((shape[0] as number) / 4))
    case 'gamma':
      return [0.5, 0.5]
    case 'var':
      return [1, 1]
    case 'bias':
      return symmetric(0.1)
    case 'input':
      return symmetric(1)
  }
}

function crc32(text: string): number {
  let crc = 0xffffffff
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
