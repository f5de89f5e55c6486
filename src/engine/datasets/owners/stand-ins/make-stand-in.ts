/** Makes a stand-in of a published data set: its layout, names, lists, quirks and faults, with drawn athletes. */
import { copyFile, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../../../domain/problem.ts'
import { encodeFrames } from '../../../../media/encode.ts'
import { makeFolder } from '../../../../media/make-folder.ts'
import { writeWhole } from '../../../../media/temp-file.ts'
import { sideBySide } from '../../../side-by-side.ts'
import { randomStream } from '../../figures/random.ts'
import { claimFolder, writeBytes } from '../../figures/set-folder.ts'
import type { SetName } from '../owners-set.ts'
import { drawClip } from './draw-clip.ts'
import { planHmdb51 } from './hmdb51.ts'
import { planKth } from './kth.ts'
import type { PlannedFile, StandIn, StandInSize } from './plan.ts'
import { planUcf101 } from './ucf101.ts'
import { planUcf11 } from './ucf11.ts'
import { planUtInteraction } from './ut-interaction.ts'

/** A plain folder has no owner to stand in for: `make-dataset` draws one. */
export type StandInName = Exclude<SetName, 'folder'>

const plans: Readonly<Record<StandInName, (size: StandInSize) => StandIn>> = {
  ucf11: planUcf11,
  kth: planKth,
  hmdb51: planHmdb51,
  ucf101: planUcf101,
  'ut-interaction': planUtInteraction,
}

export const standInNames = Object.keys(plans) as StandInName[]

export interface StandInRequest extends StandInSize {
  readonly name: StandInName
  /** New or empty, or one in which the same stand-in was begun. */
  readonly dir: string
  /** Decides every picture. */
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  /** Called after every video. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface MadeStandIn {
  /** Absolute. */
  readonly dir: string
  /** Videos made, the broken ones and copies included. */
  readonly videos: number
}

/** Drawing takes one core and encoding the other. */
const encoders = 2
const noiseBytes = 20_000

/**
 * Draws, encodes and writes a stand-in. Started again on one that was stopped, it makes what is missing.
 * @throws Problem CONFLICT where the folder holds something else, CANCELLED, FFMPEG_MISSING, DISK_FULL, PATH_NOT_ALLOWED
 */
export async function makeStandIn(request: StandInRequest): Promise<MadeStandIn> {
  const { name, small, seed, signal } = request
  const dir = path.resolve(request.dir)
  refuseCancelled(signal)
  await claimFolder(dir, 'stand-in', { name, small, seed })
  const plan = plans[name]({ small })
  const clips = plan.files.filter((file) => file.kind === 'clip')
  let done = 0
  await sideBySide(clips, { lanes: encoders, signal }, async (file, stop) => {
    refuseCancelled(stop)
    await makeFile(file, plan, { dir, seed, signal: stop })
    request.onProgress?.(++done, clips.length)
  })
  const others = plan.files.filter((file) => file.kind !== 'clip')
  for (const file of others) await makeFile(file, plan, { dir, seed, signal })
  return { dir, videos: plan.files.filter(({ kind }) => kind !== 'text').length }
}

interface Place {
  readonly dir: string
  readonly seed: number
  readonly signal: AbortSignal | undefined
}

async function makeFile(file: PlannedFile, { video }: StandIn, { dir, seed, signal }: Place): Promise<void> {
  const target = path.join(dir, file.path)
  // A file has its name only once it is whole, so that one that is there needs no second making.
  if (await isThere(target)) return
  await makeFolder(path.dirname(target))
  switch (file.kind) {
    case 'clip': {
      const frames = drawClip(file.clip, video, { seed, key: file.path })
      await encodeFrames({ out: target, ...video, frames, threads: 1, ...(signal === undefined ? {} : { signal }) })
      if (file.keptShare !== undefined) await truncate(target, Math.floor((await stat(target)).size * file.keptShare))
      return
    }
    case 'text':
      return writeBytes(target, file.text)
    case 'copy':
      return writeWhole(target, (partial) => copyFile(path.join(dir, file.of), partial))
    case 'noise':
      return writeBytes(target, noise(seed, file.path))
  }
}

function noise(seed: number, key: string): Uint8Array {
  const random = randomStream(seed, 'noise', key)
  return Uint8Array.from({ length: noiseBytes }, () => Math.floor(random.within(0, 256)))
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  )
}

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Problem('CANCELLED', 'Making the set was cancelled. What is finished stays.')
}
