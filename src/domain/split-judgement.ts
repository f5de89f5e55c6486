/**
 * Whether a split can be learned from, and what a person should know before trusting its score. One place for labels of a
 * library, folders, manifests and the compute process.
 */
import { leakedGroups, type GroupedClip, type Side } from './splits.ts'

export type PlacedClip = GroupedClip & { readonly split: Side }

/**
 * Reasons why training can't start, one sentence each, the first to mend first.
 * @param groupedBy what a group is, in one word: 'athlete', 'group'
 */
export function splitObstacles(clips: readonly PlacedClip[], labels: readonly string[], groupedBy: string): string[] {
  const learned = clips.filter(({ split }) => split === 'train')
  if (clips.length > 0 && learned.length === 0) {
    return ['Every clip is held out: none is left to learn from. Hold out less.']
  }
  const used = labels.filter((label) => clips.some((clip) => clip.label === label))
  if (used.length < 2) {
    return [
      used.length === 0
        ? 'There are no clips to learn from: label at least two actions.'
        : `There are clips of “${used[0]}” only: a network needs at least two labels to tell apart.`,
    ]
  }
  const few =
    learned.length < labels.length
      ? [`There are fewer clips to learn from (${learned.length}) than labels (${labels.length}).`]
      : []
  const unlearned = labels.filter((label) => !learned.some((clip) => clip.label === label))
  return [...few, ...unlearned.map((label) => noneToLearn(label, groupedBy))]
}

function noneToLearn(label: string, groupedBy: string): string {
  return (
    `“${label}” has no clip to learn from: all of them are held out. Have it in more than one ${groupedBy}, or leave it ` +
    'out.'
  )
}

/** What a person should know before trusting numbers from this split, one sentence each. */
export function splitWarnings(clips: readonly PlacedClip[], labels: readonly string[]): string[] {
  const heldOut = clips.filter(({ split }) => split === 'held-out')
  const of = (label: string, among: readonly PlacedClip[]): number =>
    among.filter((clip) => clip.label === label).length
  const warnings: string[] = []
  if (heldOut.length === 0) {
    const one = new Set(clips.map(({ group }) => group)).size === 1
    warnings.push(
      one
        ? 'All clips are of one group, so nothing can be held out and the model will have no score on clips it never saw.'
        : 'Nothing is held out: the model will have no score on clips it never saw.',
    )
  }
  for (const label of labels) {
    if (of(label, clips) === 1) {
      warnings.push(`“${label}” has a single clip: one can be learned from or measured on, not both.`)
    } else if (heldOut.length > 0 && of(label, heldOut) === 0) {
      warnings.push(`“${label}” has no held-out clip: the score says nothing about it.`)
    }
  }
  const leaked = leakedGroups(clips)
  if (leaked.length > 0) {
    warnings.push(
      `${leaked.length === 1 ? 'One group stands' : `${leaked.length} groups stand`} on both sides of the split ` +
        `(${leaked.slice(0, 5).join(', ')}${leaked.length > 5 ? ', …' : ''}): the score will be too high.`,
    )
  }
  return warnings
}
