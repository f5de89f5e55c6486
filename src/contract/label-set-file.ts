/** A label set as a file: what is exported, imported, and kept of every version. */
import { z } from 'zod'
import { id, label, name } from './things.ts'

/** In JSON the fields that older files lack get what was usual then. */
const fileLabel = z.object({
  id,
  name,
  color: label.shape.color,
  hotkey: label.shape.hotkey,
  kind: label.shape.kind,
  group: label.shape.group.default(''),
  overlap: label.shape.overlap.default('allowed'),
  modifiers: label.shape.modifiers.default([]),
})

export const labelSetFile = z.object({
  format: z.literal('touchline-labels'),
  formatVersion: z.literal(1),
  /** Known again where the set is already in a library: its labels are then changed, and keep their segments. */
  id,
  name,
  exclusive: z.boolean(),
  labels: z.array(fileLabel).max(1000),
})
export type LabelSetFile = z.infer<typeof labelSetFile>
