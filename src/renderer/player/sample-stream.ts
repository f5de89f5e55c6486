/** A sound track as one unbroken run of samples from a moment on: silence where it has none. */
import type { Samples } from './stretch.ts'

/** A stretch of decoded sound, as mediabunny hands it out. */
export interface SoundPart {
  /** Seconds of the file. */
  readonly timestampSecs: number
  readonly samples: Samples
}

/** Longest piece of silence that is handed out at once. */
const SILENCE = 24_000

/** Samples from `startSecs` on; what came before is left out, gaps are filled, and what comes twice is left out once. */
export async function* samplesFrom(
  parts: AsyncIterable<SoundPart>,
  startSecs: number,
  sampleRate: number,
): AsyncGenerator<Samples, void, void> {
  let due = 0
  for await (const { timestampSecs, samples } of parts) {
    const at = Math.round((timestampSecs - startSecs) * sampleRate)
    while (at > due) {
      const length = Math.min(SILENCE, at - due)
      yield samples.map(() => new Float32Array(length))
      due += length
    }
    const rest = samples.map((channel) => channel.slice(due - at))
    if (rest[0] === undefined || rest[0].length === 0) continue
    yield rest
    due += rest[0].length
  }
}
