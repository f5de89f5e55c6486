/** What an import job leaves as its result. */
import { z } from 'zod'

export const importedRecording = z.object({
  id: z.string(),
  sessionId: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  frames: z.number().int(),
  durationSecs: z.number(),
  nominalFps: z.number(),
  variableFrameRate: z.boolean(),
  codec: z.string(),
  displayWidth: z.number().int(),
  displayHeight: z.number().int(),
  /** Why it gets a proxy; null where the window plays the original. */
  proxyReason: z.string().nullable(),
})
export type ImportedRecording = z.infer<typeof importedRecording>

/** What became of one file. */
export const fileOutcome = z.union([
  z.object({ path: z.string(), error: z.object({ code: z.string(), message: z.string() }) }),
  z.object({
    path: z.string(),
    recordingId: z.string(),
    /** The library had exactly this content already: no second recording was made. */
    duplicate: z.boolean(),
    recording: importedRecording,
  }),
])
export type FileOutcome = z.infer<typeof fileOutcome>

export const importResult = z.object({
  recordingIds: z.array(z.string()),
  sessionId: z.string().nullable(),
  /** How many files could not be imported. */
  failures: z.number().int(),
  files: z.array(fileOutcome),
})
export type ImportResult = z.infer<typeof importResult>

export function importResultOf(files: readonly FileOutcome[]): ImportResult {
  const recordings = files.flatMap((file) => ('recording' in file ? [file.recording] : []))
  return {
    recordingIds: recordings.map((recording) => recording.id),
    sessionId: recordings[0]?.sessionId ?? null,
    failures: files.filter((file) => 'error' in file).length,
    files: [...files],
  }
}

/** The result of an import job as it comes from its row. @throws ZodError where it is another job's */
export function parseImportResult(result: Record<string, unknown>): ImportResult {
  return importResult.parse(result)
}
