/** What a data folder is, from its names and lists and from what earlier runs decoded of it. */
import type { CheckedFolder } from '../../contract/results.ts'
import type { EngineContext } from '../context.ts'
import { checkedSet, groupWord } from '../datasets/owners/index.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import { glanceAtSet } from '../reproduction/prepared-set.ts'
import { footageFileOf } from './places.ts'

/** Decides the random splits that are looked at. */
const seed = 1

/** @throws Problem as resolveAllowed and readOwnersSet */
export async function checkFolder(context: EngineContext, path: string): Promise<CheckedFolder> {
  const data = await resolveAllowed(context, path)
  const { prepared, found, unread } = await glanceAtSet(data, footageFileOf(context.paths, data))
  const { set, protocols, obstacles } = checkedSet(prepared.set, found, seed)
  const { name, title, origin, clips, faults } = set
  return {
    set: { name, title, origin },
    found,
    unread,
    clips: clips.length,
    labels: new Set(clips.map(({ label }) => label)).size,
    groups: new Set(clips.map(({ group }) => group)).size,
    groupWord: groupWord[name],
    faults: faults.map(({ kind, text, files }) => ({ kind, text, files: [...files] })),
    protocols: protocols.map(({ kind, name: protocol, text, folds }) => ({
      kind,
      name: protocol,
      text,
      rounds: folds.length,
      tested: folds.reduce((sum, { sizes }) => sum + sizes.test, 0),
      leaking: folds.reduce((sum, { leaks }) => sum + leaks.clips, 0),
    })),
    obstacles: [...obstacles],
  }
}
