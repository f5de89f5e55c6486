/** Labels as lists show them: those of a group together, in the order in which the groups first come; those of none before all. */
import type { Label } from '../../contract/things.ts'

export function grouped(labels: readonly Label[]): [group: string, labels: Label[]][] {
  const groups = [...Map.groupBy(labels, ({ group }) => group)]
  return groups.toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))
}
