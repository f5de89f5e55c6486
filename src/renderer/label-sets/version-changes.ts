/** What changed from one version of a label set to the next, in words. */
import type { LabelSetFile } from '../../contract/label-set-file.ts'
import { plural } from '../ui/words.ts'

type FileLabel = LabelSetFile['labels'][number]

/** @param older null for the first version @returns a sentence each, without full stops */
export function changesBetween(older: LabelSetFile | null, newer: LabelSetFile): string[] {
  if (older === null) return [`Begun with ${plural(newer.labels.length, 'label')}`]
  const before = new Map(older.labels.map((label) => [label.id, label]))
  const after = new Set(newer.labels.map(({ id }) => id))
  const said = [
    ...(older.name === newer.name ? [] : [`Called “${newer.name}” instead of “${older.name}”`]),
    ...(older.exclusive === newer.exclusive ? [] : [newer.exclusive ? 'One label at a time' : 'Labels may overlap']),
    ...newer.labels.filter(({ id }) => !before.has(id)).map(({ name }) => `Added “${name}”`),
    ...older.labels.filter(({ id }) => !after.has(id)).map(({ name }) => `Removed “${name}”`),
    ...newer.labels.flatMap((label) => {
      const old = before.get(label.id)
      return old === undefined ? [] : changesOf(old, label)
    }),
  ]
  return said.length > 0 ? said : ['Put in another order']
}

function changesOf(old: FileLabel, label: FileLabel): string[] {
  const name = `“${label.name}”`
  return [
    ...(old.name === label.name ? [] : [`“${old.name}” is called ${name}`]),
    ...(old.hotkey === label.hotkey
      ? []
      : [`${name} has ${label.hotkey === null ? 'no key' : `the key ${label.hotkey.toUpperCase()}`}`]),
    ...(old.color === label.color ? [] : [`${name} has another colour`]),
    ...(old.kind === label.kind ? [] : [label.kind === 'point' ? `${name} marks a moment` : `${name} lasts`]),
    ...(old.group === label.group
      ? []
      : [label.group === '' ? `${name} is in no group` : `${name} is in “${label.group}”`]),
    ...(old.overlap === label.overlap
      ? []
      : [label.overlap === 'refused' ? `Segments of ${name} may not overlap` : `Segments of ${name} may overlap`]),
    ...(JSON.stringify(old.modifiers) === JSON.stringify(label.modifiers) ? [] : [`${name} has other modifiers`]),
  ]
}
