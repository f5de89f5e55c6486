/** A set of short videos of drawn athletes, for trying out everything that learns without anybody's footage. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../../domain/problem.ts'
import { encodeFrames } from '../../../media/encode.ts'
import { makeFolder } from '../../../media/make-folder.ts'
import { sideBySide } from '../../side-by-side.ts'
import { figureAthlete } from './body.ts'
import { actionsOf, clipFps, clipFrames, clipHeight, clipWidth, figureClip, type ClipRequest } from './clip.ts'
import { claimFolder, writeBytes } from './set-folder.ts'

/** Pictures this small cost little: fine detail is kept. */
const codec = { name: 'h264', crf: 18, gop: 25 } as const

export const setBounds = {
  athletes: { least: 1, most: 200 },
  actions: { least: 2, most: 10 },
  clips: { least: 1, most: 100 },
  seed: { least: 0, most: 0xffffffff },
} as const

export interface FigureDatasetRequest {
  readonly dir: string
  /** People in the set, 1 to 200. The group of a clip, for the split, is its athlete. */
  readonly athletes: number
  /** Different actions, that is labels, 2 to 10. */
  readonly actions: number
  /** Clips of each athlete doing each action, 1 to 100. */
  readonly clips: number
  /** Decides every picture. */
  readonly seed: number
  readonly signal?: AbortSignal
  /** Called after every clip. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What decides every picture of the set. */
type SetSettings = Pick<FigureDatasetRequest, 'athletes' | 'actions' | 'clips' | 'seed'>

export interface FigureSetClip {
  /** Relative to the set's folder, with forward slashes: `squat/athlete03_2.mp4`. */
  readonly path: string
  readonly label: string
  readonly group: string
}

export interface FigureDataset {
  /** Absolute path of the set. */
  readonly dir: string
  /** Absolute path of the CSV `path,label,group` that names every clip. */
  readonly manifest: string
  readonly clips: readonly FigureSetClip[]
  /** In alphabetical order. */
  readonly labels: readonly string[]
}

/** Encoders that run at once. Drawing takes about as long as encoding, so that two keep two cores busy. */
const encoders = 2

/**
 * Draws and encodes a set: `label/athleteNN_clip.mp4`, H.264, 160 × 120 at 25 frames a second, 50 to 64 frames each,
 * and last the manifest. Started again on a set that was stopped, it makes what is missing.
 * @throws Problem INVALID_INPUT, CONFLICT (the folder holds something else), CANCELLED, FFMPEG_MISSING, DISK_FULL
 */
export async function makeFigureDataset(request: FigureDatasetRequest): Promise<FigureDataset> {
  const { athletes, actions, clips, seed } = request
  const settings = { athletes, actions, clips, seed }
  checkBounds(settings)
  if (request.dir.trim() === '') throw new Problem('INVALID_INPUT', 'Name the folder to make the set in.')
  const dir = path.resolve(request.dir)
  refuseCancelled(request.signal)
  await claimFolder(dir, 'figure-set', settings)
  const planned = planClips(settings)
  let done = 0
  await sideBySide(planned, { lanes: encoders, signal: request.signal }, async (clip, signal) => {
    refuseCancelled(signal)
    await encodeClip(path.join(dir, clip.name.path), clip.request, signal)
    request.onProgress?.(++done, planned.length)
  })
  const made = planned.map(({ name }) => name)
  const manifest = path.join(dir, 'manifest.csv')
  const lines = made.map((clip) => `${clip.path},${clip.label},${clip.group}`)
  await writeBytes(manifest, `${['path,label,group', ...lines].join('\n')}\n`)
  return { dir, manifest, clips: made, labels: [...new Set(made.map((clip) => clip.label))].sort() }
}

interface PlannedClip {
  readonly name: FigureSetClip
  readonly request: ClipRequest
}

/** Every clip of a set, by label, athlete and number. */
function planClips({ athletes, actions, clips, seed }: SetSettings): PlannedClip[] {
  const people = Array.from({ length: athletes }, (_, index) => figureAthlete(seed, index + 1))
  const taken = [...actionsOf(actions)].sort((a, b) => (a.label < b.label ? -1 : 1))
  return taken.flatMap((action) =>
    people.flatMap((athlete) =>
      Array.from({ length: clips }, (_, index) => {
        const file = `${action.label}/${athlete.group}_${index + 1}.mp4`
        return {
          name: { path: file, label: action.label, group: athlete.group },
          request: { seed, athlete, action, number: index + 1 },
        }
      }),
    ),
  )
}

async function encodeClip(file: string, request: ClipRequest, signal: AbortSignal): Promise<void> {
  // A clip has its name only once it is whole, so that one that is there needs no second making.
  if (await isThere(file)) return
  await makeFolder(path.dirname(file))
  const frames = clipFrames(figureClip(request))
  await encodeFrames({
    out: file,
    width: clipWidth,
    height: clipHeight,
    fps: clipFps,
    frames,
    codec,
    threads: 1,
    signal,
  })
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0
  } catch {
    return false
  }
}

function checkBounds(settings: SetSettings): void {
  for (const name of ['athletes', 'actions', 'clips', 'seed'] as const) {
    const { least, most } = setBounds[name]
    const given = settings[name]
    if (!Number.isInteger(given) || given < least || given > most) {
      throw new Problem('INVALID_INPUT', `${name} is ${given}, but must be a whole number from ${least} to ${most}.`, {
        details: { name, given, least, most },
      })
    }
  }
}

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Problem('CANCELLED', 'Making the set was cancelled. What is finished stays.')
}
