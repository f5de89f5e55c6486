/** The sample footage that the product ships, with its labels and segments, as a first library to look around in. */
import { copyFile, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { label, name } from '../../contract/things.ts'
import type { Job } from '../../contract/things.ts'
import { sameLabelName } from '../../domain/labels.ts'
import { Problem } from '../../domain/problem.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { keepAllVersions } from '../labelling/label-set-versions.ts'
import { newLabelRow } from '../labelling/labels.ts'
import { newHumanSegment } from '../labelling/segments.ts'
import { sessionTable } from '../library/athletes.ts'
import { firstLabelSet } from '../library/label-sets.ts'
import { labelTable } from '../library/labels.ts'
import { requireRecording } from '../library/lookups.ts'
import { segmentTable } from '../library/segments.ts'
import { storageProblem } from '../library/sqlite-errors.ts'
import { makeDerived } from './derived.ts'
import { outcomeOf } from './import-files.ts'
import { importResultOf } from './import-result.ts'
import { discard, prepareRecording } from './prepare-recording.ts'
import type { PreparedRecording } from './prepare-recording.ts'
import { restoreRecording } from './recordings.ts'
import { athleteFor, insertRecording, sessionFor } from './store-recording.ts'

const sampleSegment = z.object({ label: name, first: z.number().int().min(0), last: z.number().int().min(0) })
const sampleRecording = z.object({ file: z.string().regex(/^[^/\\]+$/), segments: z.array(sampleSegment) })
const sampleSession = z.object({
  name,
  place: z.string().default(''),
  notes: z.string().default(''),
  recordings: z.array(sampleRecording),
})
const sampleFile = z.object({
  labels: z.array(z.object({ name, hotkey: label.shape.hotkey, kind: label.shape.kind })),
  athletes: z.array(z.object({ name, sessions: z.array(sampleSession) })),
})
type Sample = z.infer<typeof sampleFile>

/** Starts the job. @throws Problem NOT_FOUND where this Touchline ships no sample */
export function startSampleImport(context: EngineContext): Job {
  const { sampleDir } = context
  if (sampleDir === null) throw new Problem('NOT_FOUND', 'This Touchline came without sample footage.')
  return context.jobs.start({
    kind: 'import',
    lane: 'footage',
    title: 'Sample footage',
    params: { sampleDir },
    run: (job) => importSample(context, sampleDir, job),
  })
}

async function importSample(
  context: EngineContext,
  sampleDir: string,
  job: JobContext,
): Promise<Record<string, unknown>> {
  const sample = await readSample(sampleDir)
  const files = sample.athletes.flatMap((athlete) =>
    athlete.sessions.flatMap((session) => session.recordings.map((recording) => recording.file)),
  )
  const prepared = new Map<string, PreparedRecording>()
  const known: string[] = []
  try {
    for (const [i, file] of files.entries()) {
      const onProgress = (share: number) => job.progress(`Reading ${file}`, i + share, files.length)
      const found = await prepareRecording(context, join(sampleDir, file), { signal: job.signal, onProgress })
      if (found.kind === 'duplicate') known.push(found.of.id)
      else prepared.set(file, await withOwnCopy(context, found.prepared))
    }
    job.signal.throwIfAborted()
    storeSample(context, sample, prepared)
  } catch (caught) {
    for (const { row } of prepared.values()) {
      await discard(context, row.id)
      await rm(row.path, { force: true })
    }
    throw caught
  }
  for (const id of known) await restoreRecording(context, id)
  context.events.emit({ type: 'changed', what: 'tree', recordingId: null })
  context.events.emit({ type: 'changed', what: 'labels', recordingId: null })
  const outcomes = [
    ...[...prepared.values()].map(({ row }) => outcomeOf(context, row.path, row.id, false)),
    ...known.map((id) => outcomeOf(context, requireRecording(context.db, id).path, id, true)),
  ]
  const result = importResultOf(outcomes)
  job.keep(result)
  await makeDerived(context, result.recordingIds, job)
  return result
}

/** The library keeps its own copy: the program's folder moves with every update. */
async function withOwnCopy(context: EngineContext, prepared: PreparedRecording): Promise<PreparedRecording> {
  const path = join(context.paths.footage, `${prepared.row.id}-${basename(prepared.row.path)}`)
  await writeWhole(path, (partial) => copyFile(prepared.row.path, partial))
  return { ...prepared, row: { ...prepared.row, path } }
}

function storeSample(context: EngineContext, sample: Sample, prepared: ReadonlyMap<string, PreparedRecording>): void {
  const { db, paths } = context
  const store = () => {
    const labels = addLabels(context, sample)
    keepAllVersions(db)
    for (const athlete of sample.athletes) {
      const owner = athleteFor(context, { name: athlete.name })
      for (const wanted of athlete.sessions) {
        const session = sessionFor(context, owner, { name: wanted.name })
        sessionTable(db).put({ ...session, place: wanted.place, notes: wanted.notes })
        for (const { file, segments } of wanted.recordings) {
          const recording = prepared.get(file)
          if (recording === undefined) continue
          insertRecording(context, recording, session.id)
          for (const segment of segments) {
            const labelId = labels.get(segment.label)
            if (labelId === undefined) throw new Error(`sample.json has no label ${segment.label}`)
            segmentTable(db).put(newHumanSegment(context, { ...segment, recordingId: recording.row.id, labelId }))
          }
        }
      }
    }
  }
  try {
    db.transaction(store).immediate()
  } catch (caught) {
    throw storageProblem(caught, paths.database) ?? caught
  }
}

/** Ids of the sample's labels by name; those that the library has already keep their look. */
function addLabels(context: EngineContext, sample: Sample): Map<string, string> {
  const table = labelTable(context.db)
  return new Map(
    sample.labels.map((wanted) => {
      const others = table.listOf(firstLabelSet)
      const known = others.find((other) => sameLabelName(other.name, wanted.name))
      if (known !== undefined) return [wanted.name, known.id]
      const isTaken = others.some((other) => other.hotkey === wanted.hotkey)
      const row = newLabelRow(firstLabelSet, others, { ...wanted, hotkey: isTaken ? undefined : wanted.hotkey })
      table.put(row)
      return [wanted.name, row.id]
    }),
  )
}

async function readSample(sampleDir: string): Promise<Sample> {
  const file = join(sampleDir, 'sample.json')
  try {
    return sampleFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new Problem(
      'FILE_NOT_READABLE',
      `The sample footage can't be used: ${file} is missing or damaged. Install Touchline again.`,
      {
        details: { file },
        cause,
      },
    )
  }
}
