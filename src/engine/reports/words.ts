/** Numbers and models in the words of a report: pure. */
import type { Evaluation, ModelFile, NetworkBuild, Preprocessing } from '../../contract/learning.ts'
import { buildInWords } from '../../contract/network-words.ts'

/** A place in a recording: `0:12.480`, from one hour on `1:02:03.480`. */
export function clock(secs: number): string {
  const millis = Math.round(secs * 1000)
  const hours = Math.floor(millis / 3_600_000)
  const minutes = Math.floor(millis / 60_000) % 60
  const rest = ((millis % 60_000) / 1000).toFixed(3).padStart(6, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A length of time: `0.84 s`, from one minute on `2:05 min`, from one hour on `1:02 h`. */
export function lengthInWords(secs: number): string {
  if (secs < 59.995) return `${secs.toFixed(2)} s`
  const whole = Math.round(secs)
  if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`
}

/** A share of one: `12.5 %`, kept on one line; small ones are not rounded to nothing. */
export function percent(share: number, digits = 1): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '<\u00a00.1\u00a0%'
  return `${value.toFixed(digits)}\u00a0%`
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`
}

/** A day as people write it; the text itself where it is no day. */
export function dayInWords(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return day
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}

/** A moment, in UTC so that it means the same everywhere. */
export function momentInWords(iso: string): string {
  return `${dayInWords(iso.slice(0, 10))}, ${iso.slice(11, 16)} UTC`
}

export function sizeInWords(sizeBytes: number): string {
  const mega = sizeBytes / 1e6
  if (mega < 1) return `${Math.max(1, Math.round(sizeBytes / 1e3))} kB`
  return mega < 1000 ? `${mega.toFixed(1)} MB` : `${(mega / 1000).toFixed(2)} GB`
}

/** `ResNet-18 with C-CBAM and LSTM, 16 frames of 112 × 112 pixels`. */
export function modelInWords(model: ModelFile): string {
  switch (model.method) {
    case 'network':
      return networkInWords(model.network, model.preprocessing)
    case 'motion':
      return motionWords
    case 'fusion': {
      const { network, preprocessing } = model.training.network
      return `${motionWords}, together with ${networkInWords(network, preprocessing)}`
    }
  }
}

const motionWords = 'Trajectories of moving points with a linear SVM'

function networkInWords(network: NetworkBuild, { frames, size, frameStep }: Preprocessing): string {
  const step = frameStep === 1 ? '' : `, every ${ordinal(frameStep)} frame`
  return `${buildInWords(network)}, ${frames} frames of ${size} × ${size} pixels${step}`
}

/** What the held-out score says, with its uncertainty: one or two sentences. */
export function scoreInWords({ heldOut, dataset }: Pick<ModelFile, 'heldOut' | 'dataset'>): string {
  if (heldOut === null) return 'It has no score on clips it never saw: nothing was held out when it was trained.'
  const noun = groupNoun(dataset.protocol)
  const [low, high] = heldOut.interval
  const caution = heldOut.n < 20 ? ' With so few clips this is a rough guess.' : ''
  return (
    `It named ${percent(heldOut.top1, 0)} of ${counted(heldOut.n, 'clip')} right, ` +
    `of ${counted(heldOut.groups, noun)} it never saw (95 % interval ${percent(low, 0)} to ${percent(high, 0)}).${caution}`
  )
}

/** The label that it finds least often, where that is worth knowing. */
export function weakestInWords(heldOut: Evaluation | null): string | null {
  const found = (heldOut?.perClass ?? []).filter((score) => score.recall !== null)
  const weakest = found.toSorted((a, b) => (a.recall ?? 1) - (b.recall ?? 1))[0]
  if (weakest?.recall === undefined || weakest.recall === null || weakest.recall > 0.8) return null
  return `It finds “${weakest.label}” least often: ${percent(weakest.recall, 0)} of ${counted(weakest.clips, 'clip')}.`
}

/** What was held out: the word after `by` in a protocol such as `by athlete, 2 of 8 held out (seed 1)`. */
function groupNoun(protocol: string): string {
  return /^by (athlete|session|recording)\b/.exec(protocol)?.[1] ?? 'group'
}

function ordinal(step: number): string {
  return step === 2 ? 'second' : step === 3 ? 'third' : `${step}th`
}

/** What a network had learned before, and under which licence: 'random weights', 'resnet50 (file a.pth; licence CC0)'. */
export function startInWords({ kind, name, source, licence }: ModelFile['startedFrom']): string {
  if (kind === 'scratch') return 'random weights'
  const terms = licence === '' ? 'licence not stated' : `licence: ${licence.replace(/\.$/, '')}`
  return `${name ?? source} (${source}; ${terms})`
}
