/** Where sounds begin: what two microphones hear alike, however far they are and whatever lies between. */

/** Values per second, of energies and onsets. */
export const onsetsPerSec = 250

/** What lies so far below the mean energy is silence: codecs leave a hiss that would look like sounds beginning. */
const silenceShare = 1e-3
/** Mean energy of a sample below which nothing was recorded: a twentieth of the smallest step of 16 bits. */
const leastEnergy = 0.05

/**
 * How much louder it gets from moment to moment, as the rise of the energy's logarithm; falls count as 0. Less its mean, so that
 * silence before and after weighs nothing.
 * @param energies mean square of the samples in each 1 / onsetsPerSec of a second
 * @returns as many values as energies; null where it is silent throughout
 */
export function onsetsOf(energies: Float32Array): Float32Array | null {
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / Math.max(1, energies.length)
  if (!(mean > leastEnergy)) return null
  const at = (i: number): number => energies[Math.max(0, Math.min(energies.length - 1, i))]!
  const logs = energies.map((_, i) => Math.log((at(i - 1) + 2 * at(i) + at(i + 1)) / 4 + silenceShare * mean))
  const rises = logs.map((log, i) => Math.max(0, (logs[i + 1] ?? log) - (logs[i - 1] ?? log)))
  const meanRise = rises.reduce((sum, rise) => sum + rise, 0) / rises.length
  // A tone without beginning or end tells nothing.
  if (!rises.some((rise) => rise > 0.01)) return null
  return rises.map((rise) => rise - meanRise)
}
