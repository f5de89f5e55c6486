/** Data sets that come as a CSV: `path,label,group[,split]`, one clip a line, paths relative to the CSV's folder. */
import path from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { Problem } from '../../domain/problem.ts'
import type { Side } from '../../domain/splits.ts'
import type { LabelledFile } from './labelled-clips.ts'
import { setLimits } from './labelled-clips.ts'

const sides: Readonly<Record<string, Side>> = {
  train: 'train',
  'held-out': 'held-out',
  heldout: 'held-out',
  test: 'held-out',
}

const columns = ['path', 'label', 'group', 'split']

const cell = z.string().trim().min(1).max(4096)
const row = z.object({ path: cell, label: cell.max(200), group: cell.max(200), split: z.string().trim().optional() })
const parsedLine = z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) })

export interface ManifestOptions {
  /** Absolute path of the CSV, for messages; its folder is where relative paths start. */
  readonly manifest: string
  /** Whether absolute paths are taken; relative ones may never leave the CSV's folder. */
  readonly allowAbsolute: boolean
}

/**
 * The clips of a manifest. Commas, semicolons and tabs separate; the first line names the columns, in any order;
 * further columns are passed over. `split` is `train` or `held-out` (also `test`), for every line or for none.
 * @throws Problem DATASET_UNUSABLE with the line that can't be used, PATH_NOT_ALLOWED
 */
export function parseManifest(text: string, options: ManifestOptions): LabelledFile[] {
  const where = path.basename(options.manifest)
  const clips: LabelledFile[] = []
  const lineOf = new Map<string, number>()
  for (const { record, line } of records(text, where)) {
    const parsed = row.safeParse(record)
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join('.') ?? ''
      throw unusable(`${where}, line ${line}: the ${field} is empty or too long.`)
    }
    const file = resolved(parsed.data.path, line, options)
    const earlier = lineOf.get(file)
    if (earlier !== undefined) {
      throw unusable(`${where}, line ${line}: ${parsed.data.path} is already named in line ${earlier}.`)
    }
    lineOf.set(file, line)
    clips.push({
      key: parsed.data.path,
      file,
      label: parsed.data.label,
      group: parsed.data.group,
      split: side(parsed.data.split ?? '', `${where}, line ${line}`),
    })
  }
  const decided = clips.filter((clip) => clip.split !== null).length
  if (decided > 0 && decided < clips.length) {
    throw unusable(`${where} gives the split of ${decided} of ${clips.length} clips: give it for all or for none.`)
  }
  if (clips.length === 0) throw unusable(`${where} names no clips.`)
  return clips
}

function records(text: string, where: string): { record: Record<string, string>; line: number }[] {
  const firstLine = text.slice(0, text.search(/\r?\n|$/))
  const delimiter = [',', ';', '\t'].find((sign) => firstLine.includes(sign)) ?? ','
  let parsed: unknown[]
  try {
    parsed = parse(text, {
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter,
      info: true,
      skip_empty_lines: true,
      max_record_size: 64 * 1024,
      to: setLimits.clips + 1,
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new Problem('DATASET_UNUSABLE', `${where} can't be read as CSV: ${cause.message}.`, { cause })
  }
  if (parsed.length > setLimits.clips) throw unusable(`${where} names more than ${setLimits.clips} clips.`)
  const lines = parsed.map((entry) => {
    const { record, info } = parsedLine.parse(entry)
    return { record, line: info.lines }
  })
  const missing = columns.slice(0, 3).filter((name) => lines[0] !== undefined && !(name in lines[0].record))
  if (missing.length > 0) {
    throw unusable(
      `${where} has no column ${missing.join(' and no column ')}: its first line must be path,label,group.`,
    )
  }
  return lines
}

function side(written: string, where: string): Side | null {
  if (written === '') return null
  const known = sides[written.toLowerCase()]
  if (known === undefined) throw unusable(`${where}: the split is “${written}”, but must be train or held-out.`)
  return known
}

function resolved(written: string, line: number, { manifest, allowAbsolute }: ManifestOptions): string {
  const folder = path.dirname(manifest)
  if (path.isAbsolute(written)) {
    if (allowAbsolute) return path.normalize(written)
    throw new Problem('PATH_NOT_ALLOWED', `${path.basename(manifest)}, line ${line}: only relative paths are allowed.`)
  }
  const file = path.resolve(folder, written)
  const relative = path.relative(folder, file)
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new Problem(
      'PATH_NOT_ALLOWED',
      `${path.basename(manifest)}, line ${line}: ${written} leads out of the manifest's folder.`,
    )
  }
  return file
}

function unusable(message: string): Problem {
  return new Problem('DATASET_UNUSABLE', message)
}
