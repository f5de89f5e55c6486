/** Modifiers: what can be said of a label's segments beside their frames, by a schema that the label brings. */
import { Problem } from './problem.ts'

interface Field {
  readonly name: string
  /** Whether a segment without it counts as unfinished. */
  readonly required: boolean
}

export type Modifier =
  | (Field & { readonly kind: 'choice'; readonly choices: readonly string[] })
  | (Field & { readonly kind: 'number'; readonly unit: string })
  | (Field & { readonly kind: 'text' })

export type ModifierValues = Readonly<Record<string, string | number>>

const longestText = 1000

/**
 * Modifiers as they may stand in a label.
 * @throws Problem INVALID_INPUT for a name that comes twice, and for a choice of nothing or of the same twice
 */
export function checkModifiers(modifiers: readonly Modifier[]): void {
  const names = modifiers.map(({ name }) => name.normalize('NFC').trim().toLowerCase())
  const twice = modifiers.find((_, index) => names.indexOf(names[index]!) !== index)
  if (twice) throw new Problem('INVALID_INPUT', `Two modifiers are called “${twice.name}”. Give each its own name.`)
  for (const modifier of modifiers) {
    if (modifier.kind !== 'choice') continue
    if (modifier.choices.length > 0 && new Set(modifier.choices).size === modifier.choices.length) continue
    throw new Problem('INVALID_INPUT', `“${modifier.name}” needs at least one choice, and each only once.`)
  }
}

/**
 * Values that a segment of a label may have.
 * @returns the values without empty texts
 * @throws Problem INVALID_INPUT naming the modifier and what it takes
 */
export function checkModifierValues(values: ModifierValues, modifiers: readonly Modifier[]): ModifierValues {
  const kept: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(values)) {
    const modifier = modifiers.find((one) => one.name === name)
    if (modifier === undefined) {
      throw new Problem('INVALID_INPUT', `The label has no modifier “${name}”. Add it to the label first.`)
    }
    if (value === '') continue
    const wanted = refusal(modifier, value)
    if (wanted !== null) throw new Problem('INVALID_INPUT', `“${name}” takes ${wanted}, not “${value}”.`)
    kept[name] = value
  }
  return kept
}

/** Values that still make sense under a changed schema: those of modifiers that are gone or are of another kind are left out. */
export function keptValues(values: ModifierValues, modifiers: readonly Modifier[]): ModifierValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      const modifier = modifiers.find((one) => one.name === name)
      return modifier !== undefined && refusal(modifier, value) === null
    }),
  )
}

/** Names of required modifiers that a segment lacks. */
export function missingModifiers(values: ModifierValues, modifiers: readonly Modifier[]): string[] {
  return modifiers.filter(({ name, required }) => required && !(name in values)).map(({ name }) => name)
}

/** What the modifier takes, in words, where the value is no such thing; else null. */
function refusal(modifier: Modifier, value: string | number): string | null {
  switch (modifier.kind) {
    case 'choice':
      return typeof value === 'string' && modifier.choices.includes(value)
        ? null
        : `one of ${modifier.choices.join(', ')}`
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'a number'
    case 'text':
      return typeof value === 'string' && value.length <= longestText
        ? null
        : `a text of up to ${longestText} characters`
  }
}
