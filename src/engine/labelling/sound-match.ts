/** How two recordings of a session lie to each other by their sounds: a job that finds it and ties nothing. */
import { setImmediate } from 'node:timers/promises'
import { soundMatch, type SoundMatch } from '../../contract/labelling.ts'
import type { Job } from '../../contract/things.ts'
import { frameToSecs, secsToFrame, type FrameTable } from '../../domain/frames.ts'
import { onsetsOf } from '../../domain/onsets.ts'
import { Problem } from '../../domain/problem.ts'
import { soundOffset, type SoundOffset } from '../../domain/sound-offset.ts'
import { recordingSecsAt, type SyncLine } from '../../domain/synchronise.ts'
import { soundEnergies } from '../../media/sound-energy.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand, requireOriginal } from '../datasets/recording-footage.ts'
import { requireRecordingInUse } from '../library/lookups.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { tiedLine } from './synchronisation.ts'

/** Shares of the work: reading both sounds takes as long as decoding them. */
const steps = 100
const readShare = 40

/**
 * Starts the job.
 * @throws Problem NOT_FOUND; FILE_NOT_FOUND where an original is not where it was; INVALID_INPUT for recordings of different
 *   sessions, without sound, or in slow motion
 */
export function startSoundMatch(context: EngineContext, recordingId: string, referenceId: string): Job {
  const recording = requireRecordingInUse(context.db, recordingId)
  const reference = requireRecordingInUse(context.db, referenceId)
  refuse(recording, reference)
  for (const row of [recording, reference]) requireOriginal(row)
  return context.jobs.start({
    kind: 'sync',
    lane: 'sound',
    title: `Compare the sound of ${recording.file_name} with ${reference.file_name}`,
    params: { recordingId, referenceId },
    run: (job) => match(context, recording, reference, job),
  })
}

function refuse(recording: RecordingRow, reference: RecordingRow): void {
  if (recording.id === reference.id) {
    throw new Problem(
      'INVALID_INPUT',
      'A recording can’t be compared with itself: choose another camera of the session.',
    )
  }
  if (recording.session_id !== reference.session_id) {
    throw new Problem('INVALID_INPUT', 'Both recordings must be of one session: only they share its time.')
  }
  for (const { file_name: name, has_audio: sound, slow_motion: slow } of [recording, reference]) {
    if (sound === 0) {
      throw new Problem(
        'INVALID_INPUT',
        `${name} has no sound. Go to the same moment in both pictures instead, or type the seconds.`,
      )
    }
    if (slow !== 1) {
      throw new Problem(
        'INVALID_INPUT',
        `${name} is slow motion: its sound does not run at the speed of life. Go to the same moment in both pictures instead.`,
      )
    }
  }
}

async function match(
  context: EngineContext,
  recording: RecordingRow,
  reference: RecordingRow,
  job: JobContext,
): Promise<SoundMatch> {
  const own = await heard(context, recording, job, 0)
  const others = await heard(context, reference, job, readShare)
  const offset = await searched(own.onsets, others.onsets, job)
  if (offset === null) throw unlike(recording, reference)
  const found = asMatch(context, { own, others, offset })
  job.log(`Offset ${found.offsetSecs.toFixed(3)} s, drift ${found.driftSecsPerHour.toFixed(3)} s in an hour`)
  job.log(`Confidence ${found.confidence.toFixed(2)}, from ${found.points.length} moment(s)`)
  return soundMatch.parse(found)
}

/** A recording that was listened to. */
interface Heard {
  readonly recording: RecordingRow
  readonly frameTable: FrameTable
  readonly onsets: Float32Array
}

async function heard(context: EngineContext, recording: RecordingRow, job: JobContext, done: number): Promise<Heard> {
  const phase = `Listening to ${recording.file_name}`
  job.progress(phase, done, steps)
  const { file, frameTable } = footageAtHand(context.db, recording)
  const energies = await soundEnergies({
    file,
    frameTable,
    signal: job.signal,
    onProgress: (share) => job.progress(phase, done + share * readShare, steps),
  })
  const onsets = onsetsOf(energies)
  if (onsets !== null) return { recording, frameTable, onsets }
  throw new Problem(
    'INVALID_INPUT',
    `Nothing is heard in ${recording.file_name}: its sound is silent, or one even tone. Go to the same moment in both pictures instead.`,
  )
}

/** A block at a time: requests of the window are answered in between. */
async function searched(own: Float32Array, others: Float32Array, job: JobContext): Promise<SoundOffset | null> {
  const work = soundOffset(own, others)
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value
    job.progress('Looking for the same sounds', 2 * readShare + step.value * (steps - 2 * readShare), steps)
    await setImmediate()
    job.signal.throwIfAborted()
  }
}

interface Compared {
  readonly own: Heard
  readonly others: Heard
  readonly offset: SoundOffset
}

/** Moments become frames of the recording, and seconds of the session by the reference's own place in it. */
function asMatch(context: EngineContext, { own, others, offset }: Compared): SoundMatch {
  const table = own.frameTable
  const line = tiedLine(context, others.recording, others.frameTable)
  const clock = clockOf(offset)
  const frames = [...new Set(offset.moments.map(({ recordingSecs }) => secsToFrame(table, recordingSecs)))]
  const referenceSecs = (frame: number): number => clock.offsetSecs + clock.rate * frameToSecs(table, frame)
  return {
    recordingId: own.recording.id,
    referenceId: others.recording.id,
    points: frames.map((frame) => ({ frame, sessionSecs: line.offsetSecs + line.rate * referenceSecs(frame) })),
    confidence: offset.confidence,
    offsetSecs: clock.offsetSecs,
    driftSecsPerHour: recordingSecsAt(3600, { offsetSecs: 0, rate: clock.rate }) - 3600,
  }
}

/** The recording's seconds in those of the reference. */
function clockOf({ moments: [first, second] }: SoundOffset): SyncLine {
  if (first === undefined) throw new Error('an offset without a moment')
  const rate =
    second === undefined
      ? 1
      : (second.referenceSecs - first.referenceSecs) / (second.recordingSecs - first.recordingSecs)
  return { offsetSecs: first.referenceSecs - rate * first.recordingSecs, rate }
}

function unlike(recording: RecordingRow, reference: RecordingRow): Problem {
  return new Problem(
    'INVALID_INPUT',
    `Nothing in the sound of ${recording.file_name} is found in ${reference.file_name}. Go to the same moment in both pictures instead.`,
  )
}
