/** A whole match as an analyst leaves it: many labels in groups, short and long segments, moments, proposals, overlaps. */
import type { Label, Segment } from '../../src/contract/things.ts'
import type { FrameRange, FrameTable } from '../../src/domain/frames.ts'
import { labelColors } from '../../src/domain/labels.ts'
import { createRandom } from '../../src/domain/random.ts'

export interface DrawnMatch {
  readonly table: FrameTable
  readonly labels: readonly Label[]
  readonly athletes: readonly { readonly id: string; readonly name: string }[]
  /** By first frame. */
  readonly segments: readonly Segment[]
  readonly reviewed: readonly FrameRange[]
}

const LABELS = 12
const GROUPS = ['', 'Attack', 'Defence']

/** @param frames 270,000 for three hours at 25 frames a second, 648,000 at 60 */
export function drawMatch(count: number, frames: number, seed = 1): DrawnMatch {
  const random = createRandom(seed)
  const labels = Array.from({ length: LABELS }, (_, i): Label => ({
    id: `label-${i}`,
    labelSetId: 'set',
    name: `action ${i + 1}`,
    color: labelColors[i % labelColors.length]!,
    hotkey: null,
    kind: i % 5 === 4 ? 'point' : 'state',
    group: GROUPS[Math.floor((i * GROUPS.length) / LABELS)]!,
    overlap: 'allowed',
    modifiers: [],
    position: i,
    removedAt: null,
  }))
  const segments = Array.from({ length: count }, (_, i): Segment => {
    const label = labels[random.integer(LABELS)]!
    const first = random.integer(frames - 400)
    const length = label.kind === 'point' ? 1 : 1 + random.integer(random.integer(50) === 0 ? 300 : 30)
    const proposed = random.integer(3) === 0
    return {
      id: `segment-${i}`,
      recordingId: 'recording',
      athleteId: `athlete-${random.integer(2)}`,
      labelId: label.id,
      first,
      last: first + length - 1,
      firstPts: first,
      lastPts: first + length - 1,
      source: proposed ? 'model' : 'human',
      state: proposed ? (['proposed', 'rejected', 'edited'] as const)[random.integer(3)]! : 'accepted',
      modelId: proposed ? 'model' : null,
      predictionId: proposed ? 'prediction' : null,
      confidence: proposed ? 0.5 + random.integer(50) / 100 : null,
      comment: '',
      modifiers: {},
      rating: random.integer(4) === 0 ? 1 + random.integer(5) : null,
      createdAt: '2026-01-01T00:00:00.000Z',
      changedAt: '2026-01-01T00:00:00.000Z',
      removedAt: null,
    }
  })
  return {
    table: {
      timeBase: { num: 1, den: Math.round(frames / 10_800) },
      pts: Array.from({ length: frames }, (_, i) => i),
      keyFrames: [0],
    },
    labels,
    athletes: [0, 1].map((i) => ({ id: `athlete-${i}`, name: `Athlete ${i + 1}` })),
    segments: segments.sort((a, b) => a.first - b.first || a.last - b.last),
    reviewed: [{ first: Math.floor(frames / 10), last: Math.floor(frames / 5) }],
  }
}
