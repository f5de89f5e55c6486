/** How two recordings of the same event lie to each other in time, by their sounds. */
import { search, type Found } from './correlation.ts'
import { onsetsPerSec } from './onsets.ts'

/** The same moment in both. */
export interface SameMoment {
  readonly recordingSecs: number
  readonly referenceSecs: number
}

export interface SoundOffset {
  /** One; two, far apart, where the clocks run so differently that it shows. */
  readonly moments: readonly SameMoment[]
  /**
   * How far the best match stands out, 0 to 1: 1 − 2 · (score of the next best place / score of the best), in the stretch where it
   * is clearest. So 0 where another place matches half as well or better, as sounds that have nothing in common do, and 1 where no
   * other matches at all. Half of that where the recordings share several stretches and no other agrees; at least the share of those
   * that agree where three do.
   */
  readonly confidence: number
}

/** How long the stretches are that are looked for: short enough that clocks which drift don't blur them. */
const stretchLength = 65 * onsetsPerSec
/** Of a long recording as many stretches are looked for, evenly spread. */
const mostStretches = 40
const leastSharedSecs = 5
/** Peaks nearer than this belong to one sound and its echo. */
const apartSecs = 0.25
/** Clocks of cameras differ by less than a thousandth; what a match is off beside that, in seconds. */
const largestDrift = 1e-3
const scatterSecs = 0.03
/** So much a stretch counts that does not stand out at all: many that agree are no accident. */
const leastWeight = 0.02
/** Drift is told from stretches that are so far apart, where it comes to more than a match is exact to. */
const leastSpanSecs = 30
const leastDriftSecs = 0.008

/** What one stretch of the shorter sound told. */
interface Told {
  /** Middle of the stretch, in seconds of the shorter one. */
  readonly secs: number
  /** What is added to that for the longer one. */
  readonly offsetSecs: number
  readonly confidence: number
}

/**
 * Looks for stretches of the shorter sound in the longer one, and puts together what they tell. Yields the share that is done, 0 to 1.
 * @param recording onsets of the recording, from its first frame on
 * @param reference onsets of what it is compared with
 * @returns null where not one stretch matches anywhere
 */
export function* soundOffset(
  recording: Float32Array,
  reference: Float32Array,
): Generator<number, SoundOffset | null, void> {
  const swapped = recording.length > reference.length
  const [short, long] = swapped ? [reference, recording] : [recording, reference]
  const starts = stretchStarts(short.length)
  const told: Told[] = []
  for (const [i, start] of starts.entries()) {
    const stretch = short.subarray(start, Math.min(short.length, start + stretchOf(short.length)))
    const steps = search({
      stretch,
      run: long,
      leastShared: leastSharedSecs * onsetsPerSec,
      apart: apartSecs * onsetsPerSec,
    })
    for (let step = steps.next(); ; step = steps.next()) {
      yield i / starts.length
      if (step.done !== true) continue
      if (step.value !== null) told.push(toldBy(step.value, start, stretch.length))
      break
    }
  }
  return together(told, long.length / onsetsPerSec, swapped)
}

/** All of a sound that is little longer than a stretch; else stretches of it. */
function stretchOf(length: number): number {
  return length <= 1.5 * stretchLength ? length : stretchLength
}

function stretchStarts(length: number): number[] {
  const room = length - stretchOf(length)
  const count = room === 0 ? 1 : Math.min(mostStretches, 1 + Math.ceil(room / stretchLength))
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * room) / (count - 1))))
}

function toldBy({ place, score, nextScore }: Found, start: number, length: number): Told {
  return {
    secs: (start + length / 2) / onsetsPerSec,
    offsetSecs: (place - start) / onsetsPerSec,
    confidence: Math.max(0, 1 - (2 * nextScore) / score),
  }
}

function together(told: readonly Told[], longSecs: number, swapped: boolean): SoundOffset | null {
  const agreeing = told
    .map((one) => told.filter((other) => agree(one, other)))
    .sort((a, b) => weightOf(b) - weightOf(a))[0]
  if (agreeing === undefined) return null
  const best = agreeing.reduce((a, b) => (b.confidence > a.confidence ? b : a))
  const common = told.filter(({ secs }) => secs + best.offsetSecs >= 0 && secs + best.offsetSecs <= longSecs)
  const alone = agreeing.length === 1 && common.length > 2
  const share = agreeing.length < 3 ? 0 : Math.min(1, agreeing.length / Math.max(1, common.length))
  return {
    moments: momentsOf(agreeing).map(([shortSecs, inLongSecs]) =>
      swapped
        ? { recordingSecs: inLongSecs, referenceSecs: shortSecs }
        : { recordingSecs: shortSecs, referenceSecs: inLongSecs },
    ),
    confidence: Math.max(best.confidence * (alone ? 0.5 : 1), share),
  }
}

function agree(a: Told, b: Told): boolean {
  return Math.abs(a.offsetSecs - b.offsetSecs) <= scatterSecs + largestDrift * Math.abs(a.secs - b.secs)
}

function weightOf(told: readonly Told[]): number {
  return told.reduce((sum, { confidence }) => sum + Math.max(leastWeight, confidence), 0)
}

/** On the line of least squares through all, each weighed by its confidence: its ends, or its middle where it is level. */
function momentsOf(told: readonly Told[]): (readonly [number, number])[] {
  const weight = weightOf(told)
  const mean = (of: (one: Told) => number): number =>
    told.reduce((sum, one) => sum + weightOf([one]) * of(one), 0) / weight
  const middle = { secs: mean(({ secs }) => secs), offsetSecs: mean(({ offsetSecs }) => offsetSecs) }
  const first = Math.min(...told.map(({ secs }) => secs))
  const last = Math.max(...told.map(({ secs }) => secs))
  const spread = mean(({ secs }) => (secs - middle.secs) ** 2)
  const slope =
    spread === 0 ? 0 : mean(({ secs, offsetSecs }) => (secs - middle.secs) * (offsetSecs - middle.offsetSecs)) / spread
  const shows = last - first >= leastSpanSecs && Math.abs(slope * (last - first)) >= leastDriftSecs
  const at = (secs: number): readonly [number, number] => [
    secs,
    secs + middle.offsetSecs + slope * (secs - middle.secs),
  ]
  return shows ? [at(first), at(last)] : [[middle.secs, middle.secs + middle.offsetSecs]]
}
