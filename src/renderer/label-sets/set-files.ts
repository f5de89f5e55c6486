/** Label sets as files: out through the browser's or the desktop's own saving, in through a chosen file. */
import { labelSetFile, type LabelSetFile } from '../../contract/label-set-file.ts'
import { engine } from '../engine/client.ts'
import { saveFile } from '../ui/save-file.ts'

/** Hands a set out as NAME.labels.json. */
export async function save(labelSetId: string): Promise<void> {
  const file = await engine.labelSets.export({ id: labelSetId })
  const content = new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' })
  saveFile(content, `${file.name.replaceAll(/[^\p{L}\p{N} _-]/gu, '_')}.labels.json`)
}

/** A set of at most a thousand labels is never larger. */
const LARGEST_BYTES = 10_000_000

/** @throws Error in words where the file is no label set */
export async function read(file: File): Promise<LabelSetFile> {
  if (file.size > LARGEST_BYTES) throw new Error(`${file.name} is too large to be a label set.`)
  let content: unknown
  try {
    content = JSON.parse(await file.text())
  } catch {
    throw new Error(`${file.name} is no JSON. Choose a file that was exported from a label set.`)
  }
  const parsed = labelSetFile.safeParse(content)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const where = first?.path.join(' › ') ?? ''
  throw new Error(
    `${file.name} is no label set of Touchline: ${where === '' ? '' : `${where}: `}${first?.message ?? ''}`,
  )
}
