/** What the files of a set really hold: every one decoded and hashed, and the set cut down to what can be used. */
import { availableParallelism } from 'node:os'
import type { Footage } from '../../../contract/learning.ts'
import { Problem, type ProblemCode } from '../../../domain/problem.ts'
import type { FrameRange } from '../../../domain/protocols.ts'
import { hashFile } from '../../../media/hash.ts'
import { indexFootage } from '../../../media/probe.ts'
import { sideBySide } from '../../side-by-side.ts'
import { footageFrom } from '../recording-footage.ts'
import { byCodeUnit, faultOf, type Fault, type OwnersClip, type OwnersSet } from './owners-set.ts'

/** What decoding one file from its first frame to its last showed. */
export type VideoFacts =
  | {
      readonly key: string
      /** Frames that decode. */
      readonly frames: number
      /** Places where the file is damaged. */
      readonly damages: number
      /** SHA-256 of the file's content. */
      readonly sha256: string
      /** What exact decoding needs; null where the whole file is the clip and nothing is needed. */
      readonly footage: Footage | null
    }
  /** Nothing decodes; `why` says so in words, `mayPass` that the file itself may be whole. */
  | { readonly key: string; readonly why: string; readonly mayPass?: boolean | undefined }

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined
  /** Called after every file. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What is wrong with one file, and not with this machine. */
const reasons: Partial<Record<ProblemCode, string>> = {
  FILE_NOT_FOUND: 'It went away while it was looked at.',
  FILE_NOT_READABLE: 'You have no permission to read it, or its disk fails.',
  FILE_EMPTY: 'It is empty.',
  NOT_A_VIDEO: 'It is no video in any format known here.',
  NO_VIDEO_STREAM: 'There are no pictures in it.',
  NO_DECODABLE_FRAMES: 'Not one of its frames decodes.',
  FOOTAGE_TOO_LARGE: 'It is larger than footage can be.',
}

/**
 * Decodes every file of a set, as many at once as there are cores. Facts are in the order of the set's clips.
 * @throws Problem CANCELLED, FFMPEG_MISSING, TIMED_OUT
 */
export async function inspectFootage(
  set: OwnersSet,
  { signal, onProgress }: InspectOptions = {},
): Promise<VideoFacts[]> {
  const facts = new Map<string, VideoFacts>()
  await sideBySide(set.clips, { lanes: availableParallelism(), signal }, async (clip, stop) => {
    facts.set(clip.key, await inspect(clip, stop))
    onProgress?.(facts.size, set.clips.length)
  })
  return set.clips.map(({ key }) => facts.get(key)!)
}

async function inspect({ key, file, sequences }: OwnersClip, signal: AbortSignal): Promise<VideoFacts> {
  try {
    const index = await indexFootage(file, { signal, threads: 1 })
    const sha256 = await hashFile(file, { signal })
    const footage = sequences.length === 0 ? null : footageFrom(file, index)
    return { key, frames: index.frameTable.pts.length, damages: index.decodeErrors, sha256, footage }
  } catch (caught) {
    const why = caught instanceof Problem ? reasons[caught.code] : undefined
    if (why === undefined) throw caught
    return { key, why, ...((caught as Problem).code === 'FILE_NOT_READABLE' && { mayPass: true }) }
  }
}

/**
 * The set as its footage allows: without files that don't decode and without second copies, and with sequences that end
 * where their file does. What was left out or cut is added to its faults.
 * @param facts of every clip of the set
 */
export function withFootage(set: OwnersSet, facts: readonly VideoFacts[]): OwnersSet {
  const factsOf = new Map(facts.map((of) => [of.key, of]))
  const unreadable: Fault[] = []
  const readable = set.clips.flatMap((clip) => {
    const of = factsOf.get(clip.key)
    if (of === undefined || 'why' in of) {
      unreadable.push({
        kind: 'unreadable',
        files: [clip.key],
        text: `${of?.why ?? 'It was not looked at.'} It is left out.`,
      })
      return []
    }
    const cut = cutSequences(clip, of.frames)
    unreadable.push(...damageOf(clip, of), ...cut.faults)
    return cut.clip === null ? [] : [{ clip: cut.clip, sha256: of.sha256 }]
  })
  const { kept, faults } = withoutCopies(readable)
  return { ...set, clips: kept, faults: [...set.faults, ...unreadable, ...faults] }
}

function damageOf({ key }: OwnersClip, { frames, damages }: Extract<VideoFacts, { frames: number }>): Fault[] {
  const places = damages === 1 ? 'in one place' : `in ${damages} places`
  const text = `Damaged ${places}; ${frames} frames decode. It is used as far as it goes.`
  return faultOf('unreadable', damages === 0 ? [] : [key], text)
}

/** Sequences that begin after the last frame are left out, those that end after it are cut; a clip without any is none. */
function cutSequences(clip: OwnersClip, frames: number): { clip: OwnersClip | null; faults: Fault[] } {
  const late = clip.sequences.filter(({ last }) => last >= frames)
  if (late.length === 0) return { clip, faults: [] }
  const sequences = clip.sequences
    .filter(({ first }) => first < frames)
    .map(({ first, last }): FrameRange => ({ first, last: Math.min(last, frames - 1) }))
  const gone = clip.sequences.length - sequences.length
  const done = [
    ...(late.length > gone ? [`${late.length - gone} cut short`] : []),
    ...(gone > 0 ? [`${gone} left out`] : []),
  ]
  const ranges = late.map(({ first, last }) => `${first + 1}-${last + 1}`).join(', ')
  const text =
    `The owner’s list has frames that the file lacks: it has ${frames}, the list says ${ranges}. ` +
    `Sequences: ${done.join(', ')}.`
  return {
    clip: sequences.length === 0 ? null : { ...clip, sequences },
    faults: [{ kind: 'unreadable', files: [clip.key], text }],
  }
}

/** Keeps one of files with the same content, so that no clip is learned and tested at once: one that the owner lists. */
function withoutCopies(clips: readonly { readonly clip: OwnersClip; readonly sha256: string }[]) {
  const same = new Map<string, OwnersClip[]>()
  for (const { clip, sha256 } of clips) same.set(sha256, [...(same.get(sha256) ?? []), clip])
  const byUse = [...same.values()].map((of) => of.sort((a, b) => listed(b) - listed(a) || byCodeUnit(a.key, b.key)))
  const copies = byUse.filter((of) => of.length > 1)
  const faults = copies.map((of): Fault => {
    const labels = [...new Set(of.map(({ label }) => label))]
    const doubt = labels.length > 1 ? ` They are said to be different things: ${labels.join(', ')}.` : ''
    return {
      kind: 'duplicate',
      files: of.map(({ key }) => key),
      text:
        `The same content ${of.length === 2 ? 'twice' : `${of.length} times`}.${doubt} ` +
        'The first is used, so that nothing is learned and tested at once.',
    }
  })
  const kept = byUse.map(([first]) => first!).sort((a, b) => byCodeUnit(a.key, b.key))
  return { kept, faults }
}

/** How much the owner's lists say of a clip. */
function listed({ sequences, official }: OwnersClip): number {
  return sequences.length + Object.values(official).filter((part) => part !== null).length
}
