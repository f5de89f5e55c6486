/** A published set, looked through once and ready to be split: what decodes, what its content is, where its frames are. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { footage, type Footage } from '../../contract/learning.ts'
import { makeFolder } from '../../media/make-folder.ts'
import { writeWhole } from '../../media/temp-file.ts'
import {
  inspectFootage,
  readOwnersSet,
  withFootage,
  type OwnersSet,
  type VideoFacts,
} from '../datasets/owners/index.ts'

export interface PreparedSet {
  /** Without what does not decode and without second copies. */
  readonly set: OwnersSet
  /** SHA-256 of every file, by path. */
  readonly contentHashes: ReadonlyMap<string, string>
  /** What exact decoding needs, for files whose clips are parts of them. */
  readonly footage: Readonly<Record<string, Footage>>
}

const facts = z.union([
  z.object({
    key: z.string(),
    frames: z.number(),
    damages: z.number(),
    sha256: z.string(),
    footage: footage.nullable(),
  }),
  z.object({ key: z.string(), why: z.string(), mayPass: z.boolean().optional() }),
])
/** Facts count as long as the file has this size and date, and as many sequences. */
const kept = z.object({ bytes: z.number(), modifiedMs: z.number(), sequences: z.number(), facts })
type Kept = z.infer<typeof kept>
const keptFile = z.object({ version: z.literal(1), origin: z.string(), files: z.record(z.string(), kept) })

/** Files after which what was found out is written down: a kill while thousands are decoded costs these. */
const keptAtOnce = 100

export interface PrepareOptions {
  /** Where what was found out is kept, so that it is found out once: a JSON file. */
  readonly cacheFile: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (done: number, total: number) => void
}

/** @throws Problem as readOwnersSet, inspectFootage and makeFolder */
export async function prepareSet(dir: string, options: PrepareOptions): Promise<PreparedSet> {
  const { cacheFile, signal, onProgress } = options
  const { found, stamps, known } = await lookUp(dir, cacheFile)
  const fresh = found.clips.filter((_, index) => mayBeOtherwise(known[index] ?? null))
  const seen = new Map<string, VideoFacts>()
  const factsNow = () => found.clips.map(({ key }, index) => seen.get(key) ?? known[index] ?? null)
  for (let done = 0; done < fresh.length; done += keptAtOnce) {
    const clips = fresh.slice(done, done + keptAtOnce)
    const inBlock = (count: number) => onProgress?.(done + count, fresh.length)
    for (const of of await inspectFootage({ ...found, clips }, { signal, onProgress: inBlock })) seen.set(of.key, of)
    await writeKept(cacheFile, { version: 1, origin: found.origin, files: keptFiles(found, stamps, factsNow()) })
  }
  return withFacts(
    found,
    factsNow().filter((of) => of !== null),
  )
}

function mayBeOtherwise(facts: VideoFacts | null): boolean {
  return facts === null || ('why' in facts && facts.mayPass === true)
}

function keptFiles(
  { clips }: OwnersSet,
  stamps: readonly (Stamp | null)[],
  all: readonly (VideoFacts | null)[],
): Record<string, Kept> {
  const files: Record<string, Kept> = {}
  clips.forEach(({ key, sequences }, index) => {
    const [stamp, facts] = [stamps[index], all[index]]
    if (stamp && facts) files[key] = { ...stamp, sequences: sequences.length, facts }
  })
  return files
}

/** A set as it is known without decoding anything. */
export interface GlancedSet {
  /** As long as something is unread: with every clip that is there, and without hashes of their content. */
  readonly prepared: PreparedSet
  /** Clips that are there, usable or not. */
  readonly found: number
  /** Of them, not decoded yet, or changed since. */
  readonly unread: number
}

/** What names and lists say of a set, and what was found out about its files before. @throws Problem as readOwnersSet */
export async function glanceAtSet(dir: string, cacheFile: string): Promise<GlancedSet> {
  const { found, known } = await lookUp(dir, cacheFile)
  const facts = known.filter((of) => of !== null)
  const unread = found.clips.length - facts.length
  const prepared = unread === 0 ? withFacts(found, facts) : { set: found, contentHashes: new Map(), footage: {} }
  return { prepared, found: found.clips.length, unread }
}

interface LookedUp {
  readonly found: OwnersSet
  /** Of every clip's file; null where it went away. */
  readonly stamps: readonly (Stamp | null)[]
  /** What is known of every clip's file as it is now. */
  readonly known: readonly (VideoFacts | null)[]
}

async function lookUp(dir: string, cacheFile: string): Promise<LookedUp> {
  const found = await readOwnersSet(dir)
  const kept = await readKept(cacheFile, found.origin)
  const stamps = await Promise.all(found.clips.map(({ file }) => stampOf(file)))
  const known = found.clips.map((clip, index) => {
    const { bytes, modifiedMs, sequences, facts } = kept[clip.key] ?? {}
    const stamp = stamps[index]
    const isSame = bytes === stamp?.bytes && modifiedMs === stamp?.modifiedMs && sequences === clip.sequences.length
    return (isSame && facts) || null
  })
  return { found, stamps, known }
}

function withFacts(found: OwnersSet, facts: readonly VideoFacts[]): PreparedSet {
  const fileOf = new Map(found.clips.map(({ key, file }) => [key, file]))
  const whole = facts.filter((of) => 'sha256' in of)
  return {
    set: withFootage(found, facts),
    contentHashes: new Map(whole.map(({ key, sha256 }) => [fileOf.get(key)!, sha256])),
    footage: Object.fromEntries(
      whole.flatMap(({ key, footage: of }) => (of === null ? [] : [[fileOf.get(key)!, of] as const])),
    ),
  }
}

interface Stamp {
  readonly bytes: number
  readonly modifiedMs: number
}

async function stampOf(file: string): Promise<Stamp | null> {
  try {
    const { size, mtimeMs } = await stat(file)
    return { bytes: size, modifiedMs: mtimeMs }
  } catch {
    return null
  }
}

/** What can't be read is found out anew. */
async function readKept(file: string, origin: string): Promise<Record<string, Kept>> {
  try {
    const found = keptFile.parse(JSON.parse(await readFile(file, 'utf8')))
    return found.origin === origin ? found.files : {}
  } catch {
    return {}
  }
}

async function writeKept(file: string, content: z.infer<typeof keptFile>): Promise<void> {
  await makeFolder(path.dirname(file))
  await writeWhole(file, (partial) => writeFile(partial, JSON.stringify(content)))
}
