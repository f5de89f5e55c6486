/** Athletes and their sessions. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../domain/problem.ts'
import type { Athlete, Session } from '../../contract/things.ts'
import { commitEdit } from '../labelling/history.ts'
import type { LibraryContext } from '../labelling/history.ts'
import { athleteTable, sessionTable, toAthlete, toSession } from '../library/athletes.ts'
import type { AthleteRow, SessionRow } from '../library/athletes.ts'
import { requireAthlete, requireLabelSet, requireSession } from '../library/lookups.ts'
import { storageProblem } from '../library/sqlite-errors.ts'

export interface NewSession {
  readonly athleteId: string
  readonly name: string
  /** YYYY-MM-DD, or null. */
  readonly date: string | null
}

export interface SessionPatch {
  readonly id: string
  readonly name?: string | undefined
  readonly date?: string | null | undefined
  readonly place?: string | undefined
  readonly notes?: string | undefined
  readonly labelSetId?: string | undefined
}

/** @throws Problem CONFLICT where there is an athlete of that name */
export function createAthlete(context: LibraryContext, name: string): Athlete {
  const row = newAthleteRow(name)
  refuseNamesake(athleteTable(context.db).findByName(row.name), `an athlete “${row.name}”`)
  store(context, () => athleteTable(context.db).put(row))
  return toAthlete(row)
}

/** @throws Problem NOT_FOUND, CONFLICT */
export function renameAthlete(context: LibraryContext, id: string, name: string): Athlete {
  const before = requireAthlete(context.db, id)
  const after: AthleteRow = { ...before, name: tidyName(name) }
  if (after.name === before.name) return toAthlete(before)
  refuseNamesake(athleteTable(context.db).findByName(after.name), `an athlete “${after.name}”`)
  commitEdit(context, {
    sessionId: null,
    description: `Rename athlete ${before.name} to ${after.name}`,
    changes: [{ what: 'athlete', before, after }],
  })
  return toAthlete(after)
}

/** @throws Problem NOT_FOUND, CONFLICT where the athlete has a session of that name, INVALID_INPUT for a date that is none */
export function createSession(context: LibraryContext, wanted: NewSession): Session {
  requireAthlete(context.db, wanted.athleteId)
  const row = newSessionRow(wanted)
  refuseNamesake(
    sessionTable(context.db).findByName(row.athlete_id, row.name),
    `a session “${row.name}” of this athlete`,
  )
  store(context, () => sessionTable(context.db).put(row))
  return toSession(row)
}

/** @throws Problem NOT_FOUND, CONFLICT, INVALID_INPUT */
export function changeSession(context: LibraryContext, patch: SessionPatch): Session {
  const before = requireSession(context.db, patch.id)
  const after: SessionRow = {
    ...before,
    name: patch.name === undefined ? before.name : tidyName(patch.name),
    date: patch.date === undefined ? before.date : checkDate(patch.date),
    place: patch.place ?? before.place,
    notes: patch.notes ?? before.notes,
    label_set_id:
      patch.labelSetId === undefined ? before.label_set_id : requireLabelSet(context.db, patch.labelSetId).id,
  }
  if (JSON.stringify(after) === JSON.stringify(before)) return toSession(before)
  if (after.name !== before.name) {
    refuseNamesake(
      sessionTable(context.db).findByName(after.athlete_id, after.name),
      `a session “${after.name}” of this athlete`,
    )
  }
  commitEdit(context, {
    sessionId: before.id,
    description: describeSessionChange(before, after),
    changes: [{ what: 'session', before, after }],
  })
  return toSession(after)
}

/** A new athlete's row. */
export function newAthleteRow(name: string): AthleteRow {
  return { id: randomUUID(), name: tidyName(name), created_at: new Date().toISOString() }
}

/** A new session's row. @throws Problem INVALID_INPUT for a date that is none */
export function newSessionRow(wanted: NewSession): SessionRow {
  return {
    id: randomUUID(),
    athlete_id: wanted.athleteId,
    name: tidyName(wanted.name),
    date: checkDate(wanted.date),
    place: '',
    notes: '',
    label_set_id: null,
    created_at: new Date().toISOString(),
  }
}

function describeSessionChange(before: SessionRow, after: SessionRow): string {
  if (after.name !== before.name) return `Rename ${before.name} to ${after.name}`
  if (after.label_set_id !== before.label_set_id) return `Choose other labels for ${after.name}`
  return `Change details of ${after.name}`
}

function store(context: LibraryContext, write: () => void): void {
  try {
    write()
  } catch (caught) {
    throw storageProblem(caught, context.paths.database) ?? caught
  }
  context.events.emit({ type: 'changed', what: 'tree', recordingId: null })
}

function refuseNamesake(found: { id: string } | undefined, what: string): void {
  if (found === undefined) return
  throw new Problem('CONFLICT', `There is already ${what}. Choose another name.`, { details: { id: found.id } })
}

function tidyName(name: string): string {
  return name.normalize('NFC').trim()
}

function checkDate(date: string | null): string | null {
  if (date === null) return null
  const parsed = new Date(`${date}T00:00:00Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)) {
    return date
  }
  throw new Problem('INVALID_INPUT', `“${date}” is no day. Write it as year-month-day, for example 2026-03-14.`)
}
