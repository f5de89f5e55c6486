/** A segment as a film of its own, for a slide, a message, or another program. */
import { join } from 'node:path'
import type { Job } from '../../contract/things.ts'
import { exportClip } from '../../media/export-clip.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand, requireOriginal } from '../datasets/recording-footage.ts'
import { makeFolderAgain } from '../files/folder-again.ts'
import { plainName } from '../files/plain-name.ts'
import { labelTable } from '../library/labels.ts'
import { requireRecording, requireSegment } from '../library/lookups.ts'
import type { RecordingRow } from '../library/recordings.ts'
import type { SegmentRow } from '../library/segments.ts'

/** Starts the job. @throws Problem NOT_FOUND, FILE_NOT_FOUND where the original is not where it was */
export function startClipExport(context: EngineContext, segmentId: string): Job {
  const segment = requireSegment(context.db, segmentId)
  const recording = requireRecording(context.db, segment.recording_id)
  requireOriginal(recording)
  return context.jobs.start({
    kind: 'clip',
    lane: 'footage',
    title: `Clip ${segment.first_frame}–${segment.last_frame} of ${recording.file_name}`,
    params: { segmentId },
    run: (job) => writeClip(context, segment, recording, job),
  })
}

async function writeClip(
  context: EngineContext,
  segment: SegmentRow,
  recording: RecordingRow,
  job: JobContext,
): Promise<Record<string, unknown>> {
  const file = join(context.paths.exports, clipName(context, segment, recording))
  const range = { first: segment.first_frame, last: segment.last_frame }
  await makeFolderAgain(context.paths.exports)
  const clip = await exportClip({
    ...footageAtHand(context.db, recording),
    range,
    hasAudio: recording.has_audio === 1,
    displayWidth: recording.display_width,
    displayHeight: recording.display_height,
    out: file,
    signal: job.signal,
    onProgress: ({ frames, totalFrames }) => job.progress('Writing the clip', frames, totalFrames),
  })
  return { file, ...clip }
}

/** A name that every system takes and that says what is in it: `serve-20260301-court-120-188-1f3a9c2e.mp4`. */
function clipName({ db }: EngineContext, segment: SegmentRow, recording: RecordingRow): string {
  const label = labelTable(db).find(segment.label_id)?.name ?? ''
  const plain = plainName(`${label} ${recording.file_name.replace(/\.[^.]*$/, '')}`)
  return `${plain}-${segment.first_frame}-${segment.last_frame}-${segment.id.slice(0, 8)}.mp4`
}
