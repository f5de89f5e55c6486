/** The parts of a backbone in the order that a frame goes through them: what freezing counts in. */
export const stages = ['stem', 'layer1', 'layer2', 'layer3', 'layer4'] as const
export type Stage = (typeof stages)[number]

/** What stands before the names of the network that looks at single frames, in a network that does. */
export const backbonePrefix = 'backbone.'

/**
 * Stage of a parameter or running statistic of the whole network; null for what is not of a backbone. A backbone that is not
 * made of stages is all stem: it is frozen whole or not at all. A classifier that is a part of the backbone, for its scores to
 * be read, counts to the last stage.
 */
export function stageOf(name: string): Stage | null {
  if (!name.startsWith(backbonePrefix)) return null
  const part = name.slice(backbonePrefix.length).split('.', 1)[0]
  if (part === 'fc') return 'layer4'
  return stages.find((stage) => stage === part) ?? 'stem'
}

/** Whether `stage` lies in the part of the backbone that is frozen through `frozenThrough`. */
export function isFrozen(stage: Stage | null, frozenThrough: Stage | undefined): boolean {
  return stage !== null && frozenThrough !== undefined && stages.indexOf(stage) <= stages.indexOf(frozenThrough)
}
