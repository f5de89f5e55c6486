/** The moment a recording enters the library: its athlete, session, row, frame index and thumbnails, all or nothing. */
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { athleteTable, sessionTable } from '../library/athletes.ts'
import type { AthleteRow, SessionRow } from '../library/athletes.ts'
import { frameIndexTable, thumbnailTable } from '../library/frame-indices.ts'
import { requireAthlete, requireSession } from '../library/lookups.ts'
import { recordingTable } from '../library/recordings.ts'
import { storageProblem } from '../library/sqlite-errors.ts'
import type { PreparedRecording } from './prepare-recording.ts'
import { newAthleteRow, newSessionRow } from './sessions.ts'

/** One that is there, or one to be made when the first recording goes into it. */
export type ChosenOrNew = { readonly id: string } | { readonly name: string }

export interface ImportPlace {
  readonly athlete: ChosenOrNew
  readonly session: ChosenOrNew
}

/** Makes sure that what was chosen by id is there and fits. @throws Problem NOT_FOUND, INVALID_INPUT */
export function checkPlace(context: EngineContext, place: ImportPlace): void {
  const athlete = 'id' in place.athlete ? requireAthlete(context.db, place.athlete.id) : undefined
  if (!('id' in place.session)) return
  const session = requireSession(context.db, place.session.id)
  const owner = athlete ?? requireAthlete(context.db, session.athlete_id)
  const isOwn = 'id' in place.athlete ? session.athlete_id === owner.id : place.athlete.name.trim() === owner.name
  if (isOwn) return
  throw new Problem(
    'INVALID_INPUT',
    `The session “${session.name}” belongs to another athlete. Choose one of this athlete's.`,
    {
      details: { sessionId: session.id },
    },
  )
}

/** @throws Problem DISK_FULL; then nothing was stored */
export function storeRecording(context: EngineContext, prepared: PreparedRecording, place: ImportPlace): SessionRow {
  try {
    const session = context.db
      .transaction(() => {
        const found = sessionFor(context, athleteFor(context, place.athlete), place.session)
        insertRecording(context, prepared, found.id)
        return found
      })
      .immediate()
    context.events.emit({ type: 'changed', what: 'tree', recordingId: prepared.row.id })
    return session
  } catch (caught) {
    throw storageProblem(caught, context.paths.database) ?? caught
  }
}

/** The rows of one recording; to be called inside a transaction. */
export function insertRecording(context: EngineContext, prepared: PreparedRecording, sessionId: string): void {
  const { row, frameTable, thumbnails } = prepared
  recordingTable(context.db).put({ ...row, session_id: sessionId })
  frameIndexTable(context.db).insert(row.id, frameTable)
  for (const frameIndex of thumbnails) thumbnailTable(context.db).add(row.id, frameIndex)
}

/** The athlete chosen, found by name, or made; to be called inside a transaction. */
export function athleteFor(context: EngineContext, wanted: ChosenOrNew): AthleteRow {
  if ('id' in wanted) return requireAthlete(context.db, wanted.id)
  const fresh = newAthleteRow(wanted.name)
  const known = athleteTable(context.db).findByName(fresh.name)
  if (known !== undefined) return known
  athleteTable(context.db).put(fresh)
  return fresh
}

/** The athlete's session chosen, found by name, or made; to be called inside a transaction. */
export function sessionFor(context: EngineContext, athlete: AthleteRow, wanted: ChosenOrNew): SessionRow {
  if ('id' in wanted) return requireSession(context.db, wanted.id)
  const fresh = newSessionRow({ athleteId: athlete.id, name: wanted.name, date: null })
  const known = sessionTable(context.db).findByName(athlete.id, fresh.name)
  if (known !== undefined) return known
  sessionTable(context.db).put(fresh)
  return fresh
}
