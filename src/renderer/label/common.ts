/** What several segments have in common, as fields show it. */

export type Common<Value> =
  | { readonly kind: 'same'; readonly value: Value }
  /** They differ. */
  | { readonly kind: 'mixed' }

/** The value that all have. @throws Error for an empty list */
export function commonOf<One, Value>(list: readonly One[], valueOf: (one: One) => Value): Common<Value> {
  const [first, ...others] = list
  if (first === undefined) throw new Error('nothing is selected')
  const value = valueOf(first)
  return others.every((one) => valueOf(one) === value) ? { kind: 'same', value } : { kind: 'mixed' }
}

/** The common value; `otherwise` where they differ. */
export function sameOr<Value, Otherwise>(common: Common<Value>, otherwise: Otherwise): Value | Otherwise {
  return common.kind === 'same' ? common.value : otherwise
}
