import path from 'node:path'

/** The two models of a fusion, by the names of their folders. */
export const fusionParts = ['motion', 'network'] as const

/** Where the two models are. */
export type PartFolders = Readonly<Record<(typeof fusionParts)[number], string>>

export function partFolders(modelDir: string): PartFolders {
  return { motion: path.join(modelDir, 'motion'), network: path.join(modelDir, 'network') }
}

/** Scores by label of two models, the network's counting as `networkShare` of 1. */
export function fused(motion: readonly number[], network: readonly number[], networkShare: number): number[] {
  return motion.map((score, label) => (1 - networkShare) * score + networkShare * network[label]!)
}
