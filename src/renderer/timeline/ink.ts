/** The colours that a label's segments are drawn in, on the grounds of a theme. */
import type { Label } from '../../contract/things.ts'
import { inkOn, mixed, seenOn } from './marks.ts'
import type { Palette } from './palette.ts'

export interface LabelInk {
  readonly label: Label
  readonly fill: string
  /** For text on the fill. */
  readonly on: string
  /** The colour where it stands alone on the ground, as a line or a thin bar: at least 3 to 1. */
  readonly mark: string
  /** The inside of what is proposed, where it is painted and not laid over the ground. */
  readonly soft: string
}

export type Inks = ReadonlyMap<string, LabelInk>

export function inksOf(labels: readonly Label[], { surface, sunken, text }: Palette): Inks {
  return new Map(
    labels.map((label) => {
      const mark = seenOn([surface, sunken], label.color, text)
      return [label.id, { label, fill: label.color, on: inkOn(label.color), mark, soft: mixed(mark, surface, 0.65) }]
    }),
  )
}
