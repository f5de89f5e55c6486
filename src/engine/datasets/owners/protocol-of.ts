/** The protocols of every set: as the paper split it, and the honest one. */
import {
  groupedFifths,
  groupedShares,
  leaveOneOut,
  officialFold,
  randomFifths,
  randomShares,
} from '../../../domain/protocol-draws.ts'
import type { Fold, Protocol, ProtocolClip } from '../../../domain/protocols.ts'
import { manifestSplit } from './folder.ts'
import { kthPersons } from './kth.ts'
import type { OwnersSet, SetName } from './owners-set.ts'

/** Another honest protocol than the set's usual one. */
export type HonestChoice = 'leave-one-group-out' | 'five-folds-by-group'

/** What a group of each set is, in one word. */
export const groupWord: Readonly<Record<SetName, string>> = {
  ucf11: 'group',
  kth: 'person',
  hmdb51: 'film',
  ucf101: 'group',
  'ut-interaction': 'sequence',
  folder: 'group',
}

/**
 * The paper's protocol (clips at random, 60/20/20; KTH five folds of videos) or the honest one: the owner's lists where there
 * are any (KTH's persons, with a clip for every sequence; HMDB51's and UCF101's three splits; a manifest's own sides), leave
 * one sequence out for UT-Interaction, else 60/20/20 by group.
 * @param options.honest another honest protocol than that
 */
export function protocolOf(
  set: OwnersSet,
  kind: Protocol['kind'],
  seed: number,
  options: { readonly honest?: HonestChoice } = {},
): Protocol {
  const perSequence = set.name === 'kth' && kind === 'honest'
  const clips = perSequence ? sequencesOf(set) : videosOf(set)
  const split = kind === 'paper' ? paperSplit(set, clips, seed) : honestSplit(set, clips, seed, options.honest)
  return { kind, clips, ...split }
}

type Split = Pick<Protocol, 'name' | 'text' | 'seed' | 'folds'>

function paperSplit({ name }: OwnersSet, clips: readonly ProtocolClip[], seed: number): Split {
  const both = `clips of one ${groupWord[name]} can stand on both sides`
  if (name === 'kth') {
    return {
      name: 'random, five folds',
      text: `Videos at random in five folds, each of them the test in turn (seed ${seed}): ${both}.`,
      seed,
      folds: randomFifths(clips, seed),
    }
  }
  return {
    name: 'random 60/20/20',
    text:
      'Of every class 60 % of the clips at random to learn from, 20 % for validation, 20 % for the test ' +
      `(seed ${seed}): ${both}.`,
    seed,
    folds: [randomShares(clips, seed)],
  }
}

function honestSplit(set: OwnersSet, clips: readonly ProtocolClip[], seed: number, choice?: HonestChoice): Split {
  const word = groupWord[set.name]
  if (choice === 'five-folds-by-group') {
    return {
      name: `five folds by ${word}`,
      text: `Five folds, each of them the test in turn; every ${word} is in one fold (seed ${seed}).`,
      seed,
      folds: groupedFifths(clips, seed),
    }
  }
  if (choice === 'leave-one-group-out' || set.name === 'ut-interaction') return leaveOneGroupOut(set, clips)
  const lists = listsOf(clips)
  if (lists.length > 0) return official(set, clips, lists)
  return {
    name: `60/20/20 by ${word}`,
    text:
      `60 % of the ${word}s to learn from, 20 % for validation, 20 % for the test; no ${word} stands on two sides ` +
      `(seed ${seed}).`,
    seed,
    folds: [groupedShares(clips, seed)],
  }
}

/** Groups that are numbered anew in every class are left out by their number, one of each class at a time. */
function leaveOneGroupOut({ name }: OwnersSet, clips: readonly ProtocolClip[]): Split {
  const word = groupWord[name]
  const numbered = name === 'ucf11' || name === 'ucf101'
  const heldOutAs = ({ group }: ProtocolClip): string => (numbered ? `group ${group.split('/').at(-1)!}` : group)
  return {
    name: `leave one ${word} out`,
    text: numbered
      ? 'Each group number in turn is the test, in every class; all others are learned from.'
      : `Each ${word} in turn is the test, all others are learned from.`,
    seed: null,
    folds: leaveOneOut(clips, heldOutAs),
  }
}

function official({ name }: OwnersSet, clips: readonly ProtocolClip[], lists: readonly string[]): Split {
  const folds: Fold[] = lists.map((list) => officialFold(clips, list))
  if (name === 'kth') {
    return {
      name: kthPersons,
      text: 'The owner’s persons: eight to learn from, eight for validation, nine for the test; every sequence is a clip.',
      seed: null,
      folds,
    }
  }
  if (name === 'folder') {
    return {
      name: `split of ${manifestSplit}`,
      text: `As ${manifestSplit} says: its clips to learn from and those to be tested on; there is no validation.`,
      seed: null,
      folds,
    }
  }
  const numbers = lists.map((list) => list.replace('split ', '')).join(', ')
  return {
    name: `official split${lists.length === 1 ? '' : 's'} ${numbers}`,
    text: 'The owner’s lists of clips to learn from and of clips to be tested on; there is no validation.',
    seed: null,
    folds,
  }
}

/** Names of the owner's lists that place clips both to learn from and to be tested on. */
function listsOf(clips: readonly ProtocolClip[]): string[] {
  const names = [...new Set(clips.flatMap(({ official }) => Object.keys(official ?? {})))].sort()
  const places = (list: string, part: string): boolean => clips.some(({ official }) => official?.[list] === part)
  return names.filter((list) => places(list, 'train') && places(list, 'test'))
}

function videosOf({ clips }: OwnersSet): ProtocolClip[] {
  return clips.map(({ key, label, group, file, official }) => ({ key, label, group, range: null, file, official }))
}

/** A clip for every sequence; a video without sequences is one clip. */
function sequencesOf({ clips }: OwnersSet): ProtocolClip[] {
  return clips.flatMap(({ key, label, group, file, official, sequences }): ProtocolClip[] =>
    sequences.length === 0
      ? [{ key, label, group, range: null, file, official }]
      : sequences.map((range, i) => ({ key: `${key}#${i + 1}`, label, group, range, file, official })),
  )
}
