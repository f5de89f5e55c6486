import { fisherVectors, type Encoder, type Statistics } from './encoding/encoder.ts'

/**
 * A clip as classifiers see it: the Fisher vectors of its descriptors one after the other, each shortened so that all of them
 * together have length 1. Every descriptor counts alike.
 */
export function clipVector(encoder: Encoder, statistics: Statistics): Float32Array {
  const parts = fisherVectors(encoder, statistics)
  const share = 1 / Math.sqrt(parts.length)
  const vector = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) for (const value of part) vector[at++] = value * share
  return vector
}
