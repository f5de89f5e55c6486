/** Labels: their colours, their keys, their names. */
import { Problem } from './problem.ts'

/**
 * Colours for labels that stay apart for colour-blind people: the seven hues of Okabe and Ito ("Color Universal
 * Design", 2008), then the same hues lighter, then darker.
 */
export const labelColors = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#ffcf70',
  '#aedbf5',
  '#5fd3ae',
  '#f8f2a0',
  '#5aa9dc',
  '#ff9d57',
  '#e8bdd3',
  '#a06f00',
  '#2b7fb0',
  '#006b4e',
  '#a89e1f',
  '#004f7c',
  '#963f00',
  '#8f4a70',
] as const

/** Keys that the window's commands have until a person changes them: none of them is handed out unasked. */
export const usualCommandKeys: ReadonlySet<string> = new Set([...' ,.<>jkliaoernf+-=_?/'])

const handedOut = [...'123456789abcdefghijklmnopqrstuvwxyz']

interface LabelLook {
  readonly name: string
  readonly color: string
  readonly hotkey: string | null
}

/** The colour that the fewest labels have; the first of the palette where several do. */
export function nextColor(labels: readonly Pick<LabelLook, 'color'>[]): string {
  const uses = labelColors.map((color) => labels.filter((label) => label.color.toLowerCase() === color).length)
  const fewest = Math.min(...uses)
  return labelColors[uses.indexOf(fewest)] ?? labelColors[0]
}

/**
 * Labels as they are shown everywhere: those of a group together, in the order in which the groups first come; those of none
 * before all.
 */
export function byGroup<L extends { readonly group: string }>(labels: readonly L[]): [group: string, labels: L[]][] {
  const groups = [...Map.groupBy(labels, ({ group }) => group)]
  return groups.toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))
}

/**
 * Labels in the order in which they stand after one was moved to where another stands. In its own group it takes that one's
 * place. Into another group it goes on the side that it comes from: from above before that one, from below after it.
 * @returns with the moved label in its new group; what was given where either is not there
 */
export function movedTo<L extends { readonly id: string; readonly group: string }>(
  labels: readonly L[],
  id: string,
  toId: string,
): readonly L[] {
  const shown = byGroup(labels).flatMap(([, ofGroup]) => ofGroup)
  const [from, to] = [shown.findIndex((one) => one.id === id), shown.findIndex((one) => one.id === toId)]
  const [label, target] = [shown[from], shown[to]]
  if (label === undefined || target === undefined || from === to) return labels
  const crosses = label.group !== target.group
  // Without the moved one, those below it stand one place higher.
  const place = crosses ? (from < to ? to - 1 : to + 1) : to
  return shown.toSpliced(from, 1).toSpliced(place, 0, { ...label, group: target.group })
}

/**
 * The next free key: 1–9, then letters that are no commands; null where all are taken.
 * @param commandKeys keys of commands, where they are not the usual ones
 */
export function nextHotkey(
  labels: readonly Pick<LabelLook, 'hotkey'>[],
  commandKeys: ReadonlySet<string> = usualCommandKeys,
): string | null {
  const taken = new Set(labels.map((label) => label.hotkey))
  return handedOut.find((key) => !taken.has(key) && !commandKeys.has(key)) ?? null
}

/**
 * A key as it is stored: lower case. Whether a command of the window has it is the window's question: its keys can be changed.
 * @param others the other labels of the set
 * @throws Problem CONFLICT where another label has it, INVALID_INPUT where it is no single character
 */
export function checkHotkey(key: string, others: readonly LabelLook[]): string {
  const hotkey = key.toLowerCase()
  if ([...hotkey].length !== 1 || /[\p{C}\s]/u.test(hotkey)) {
    throw new Problem('INVALID_INPUT', 'The key of a label is one character that the keyboard types.')
  }
  const owner = others.find((label) => label.hotkey === hotkey)
  if (owner !== undefined) {
    throw new Problem('CONFLICT', `The key “${hotkey}” already belongs to “${owner.name}”. Choose another.`, {
      details: { hotkey, label: owner.name },
    })
  }
  return hotkey
}

/**
 * A name as it is stored. Names that differ only in case would be one class to a reader and two to a network.
 * @param others the other labels of the set
 * @throws Problem CONFLICT where another label has it
 */
export function checkLabelName(name: string, others: readonly Pick<LabelLook, 'name'>[]): string {
  const wanted = name.normalize('NFC').trim()
  const owner = others.find((label) => sameLabelName(label.name, wanted))
  if (owner !== undefined) {
    throw new Problem('CONFLICT', `There is already a label “${owner.name}”. Choose another name.`, {
      details: { name: wanted },
    })
  }
  return wanted
}

/** Whether two names mean the same label. */
export function sameLabelName(a: string, b: string): boolean {
  return a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').trim().toLowerCase()
}
