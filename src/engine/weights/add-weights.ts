/** The job that takes weights into a library: bring, check, put in place. */
import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { findKnownWeights, knownWeights } from '../../contract/known-weights.ts'
import type { InspectedWeights } from '../../contract/learning.ts'
import type { Job } from '../../contract/things.ts'
import { Problem } from '../../domain/problem.ts'
import { syncFolder } from '../../media/temp-file.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import { startingWeightsTable } from '../library/starting-weights.ts'
import { checkAddress, publicAddress } from './download-address.ts'
import { fetchWeights, type Fetched, type Origin } from './fetch-weights.ts'
import { inspectWeights } from './inspect-weights.ts'

export interface WeightsWish {
  /** A known name, an address, or an absolute path. */
  readonly from: string
  readonly name?: string | undefined
  readonly source?: string | undefined
  readonly licence?: string | undefined
}

/** What the row says beside what the file says itself. */
interface Labelled {
  readonly name: string
  readonly source: string
  readonly licence: string
}

/**
 * Starts the job. Its result is {weightsId, name, alreadyThere}.
 * @throws Problem INVALID_INPUT, and what resolving the path throws; a name that is taken fails the job with CONFLICT
 */
export async function startAdding(context: EngineContext, wish: WeightsWish): Promise<Job> {
  const origin = await originOf(context, wish.from)
  const labelled = labelsOf(wish, origin)
  const sha256 = origin.kind === 'address' ? (origin.known?.sha256 ?? null) : null
  const { name, source } = labelled
  return context.jobs.start({
    kind: 'weights',
    lane: 'download',
    title: `Add weights ${name}`,
    params: { name, source },
    run: async (job) => {
      const there = sha256 === null ? null : alreadyThere(context, sha256)
      return there ?? add(context, origin, (content) => labelsOfContent(wish, labelled, content), job)
    },
  })
}

async function originOf(context: EngineContext, from: string): Promise<Origin> {
  const known = findKnownWeights(from)
  if (known) return { kind: 'address', url: checkAddress(known.url), known }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(from)) {
    const url = checkAddress(from)
    return { kind: 'address', url, known: knownWeights.find((one) => one.url === url.href) ?? null }
  }
  if (!path.isAbsolute(from)) {
    const names = knownWeights.map(({ name }) => name).join(', ')
    throw new Problem('INVALID_INPUT', `“${from}” is no known name, address or whole path. Known names: ${names}.`)
  }
  return { kind: 'file', file: await resolveAllowed(context, from) }
}

function labelsOf(wish: WeightsWish, origin: Origin): Labelled {
  if (origin.kind === 'address') {
    const file = path.posix.basename(origin.url.pathname)
    const { known, url } = origin
    return {
      name: wish.name ?? known?.name ?? stem(file, url.host),
      source: wish.source ?? publicAddress(url),
      licence: wish.licence ?? known?.licence ?? '',
    }
  }
  const file = path.basename(origin.file)
  // A path would tell whoever is given the model how this machine's folders are called.
  return { name: wish.name ?? stem(file, file), source: wish.source ?? `file ${file}`, licence: wish.licence ?? '' }
}

/** A file that was downloaded elsewhere is known by its content. */
function labelsOfContent(wish: WeightsWish, labelled: Labelled, sha256: string): Labelled {
  const known = knownWeights.find((one) => one.sha256 === sha256)
  if (known === undefined) return labelled
  const { name, source, licence } = wish
  return { name: name ?? known.name, source: source ?? known.url, licence: licence ?? known.licence }
}

function stem(file: string, otherwise: string): string {
  return file.replace(/\.(safetensors|pth|pt|bin|ckpt|tar)+$/i, '').slice(0, 200) || otherwise
}

async function add(
  context: EngineContext,
  origin: Origin,
  labelsFor: (sha256: string) => Labelled,
  job: JobContext,
): Promise<Record<string, unknown>> {
  const fetched = await fetchWeights(context, origin, job)
  const labelled = labelsFor(fetched.sha256)
  try {
    const there = alreadyThere(context, fetched.sha256)
    if (there) return there
    checkFree(context, labelled.name)
    job.progress('Checking names and shapes', 0, 0)
    const shown = { file: fetched.partial, name: fetched.shownName }
    const inspected = await inspectWeights(shown, { compute: context.compute, signal: job.signal })
    job.log(`${labelled.name}: ${inspected.description}`)
    return await putInPlace(context, fetched, labelled, inspected)
  } finally {
    await rm(fetched.partial, { force: true })
  }
}

/** The same content is stored once, whatever it is called. */
function alreadyThere(context: EngineContext, sha256: string): Record<string, unknown> | null {
  const row = startingWeightsTable(context.db).findContent(sha256)
  return row === undefined ? null : { weightsId: row.id, name: row.name, alreadyThere: true }
}

function checkFree(context: EngineContext, name: string): void {
  if (startingWeightsTable(context.db).find(name) === undefined) return
  throw new Problem(
    'CONFLICT',
    `This library has other weights called “${name}”. Give these another name, or remove those.`,
    {
      details: { name },
    },
  )
}

async function putInPlace(
  context: EngineContext,
  { partial, sha256, sizeBytes }: Fetched,
  labelled: Labelled,
  { format, kind, backbone, attention, classes, description }: InspectedWeights,
): Promise<Record<string, unknown>> {
  const id = randomUUID()
  const target = path.join(context.paths.weights, `${id}.${format}`)
  await rename(partial, target)
  await syncFolder(context.paths.weights)
  const file = path.relative(context.paths.root, target).split(path.sep).join('/')
  try {
    startingWeightsTable(context.db).insert({
      id,
      ...labelled,
      ...{ file, format, kind, backbone, attention, classes, description, sha256 },
      size_bytes: sizeBytes,
      added_at: new Date().toISOString(),
    })
  } catch (caught) {
    await rm(target, { force: true })
    throw caught
  }
  context.events.emit({ type: 'changed', what: 'models', recordingId: null })
  return { weightsId: id, name: labelled.name, alreadyThere: false }
}
