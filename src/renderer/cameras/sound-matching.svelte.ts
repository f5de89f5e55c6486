/** Asking by sound how two recordings lie to each other: a job, and what it found until a person has decided. */
import { soundMatch, type SoundMatch } from '../../contract/labelling.ts'
import { cancelJob } from '../engine/cancel-job.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import { isUnderWay } from '../engine/under-way.ts'

interface Pair {
  readonly recordingId: string
  readonly referenceId: string
}

interface Asked extends Pair {
  /** Null until the engine has answered, and where it refused. */
  readonly jobId: string | null
  /** Why it refused; empty where it did not. */
  readonly problem: string
}

export class SoundMatching {
  #asked = $state.raw<Asked | null>(null)
  readonly #shown: () => Pair | null

  /** @param shown the two recordings on the page: what was asked about others is not told of them */
  constructor(shown: () => Pair | null) {
    this.#shown = shown
  }

  readonly #own: Asked | null = $derived.by(() => {
    const [asked, shown] = [this.#asked, this.#shown()]
    return asked?.recordingId === shown?.recordingId && asked?.referenceId === shown?.referenceId ? asked : null
  })
  readonly jobId: string | null = $derived(this.#own?.jobId ?? null)
  readonly job = $derived(this.jobId === null ? undefined : live.jobs.get(this.jobId))
  readonly working: boolean = $derived(isUnderWay(this.job))
  readonly found: SoundMatch | null = $derived(
    this.job?.state === 'done' ? (soundMatch.safeParse(this.job.result).data ?? null) : null,
  )
  /** Why nothing was found; empty where something was, or nobody asked. */
  readonly failure: string = $derived.by(() => {
    if (this.job?.state === 'failed') return this.job.problem?.message ?? 'It failed.'
    return this.#own?.problem ?? ''
  })

  /** Asks about the two recordings on the page. */
  async ask(): Promise<void> {
    const pair = this.#shown()
    if (pair === null || this.working) return
    this.forget()
    const asked: Asked = { ...pair, jobId: null, problem: '' }
    this.#asked = asked
    try {
      const { jobId } = await engine.sync.fromSound(pair)
      if (this.#asked === asked) this.#asked = { ...asked, jobId }
      else await cancelJob(jobId)
    } catch (caught) {
      if (this.#asked === asked) this.#asked = { ...asked, problem: messageOf(caught) }
    }
  }

  /** Nobody waits for it any more: where it is still computed, that ends; one that is over stays as it is. */
  forget(): void {
    const jobId = this.#asked?.jobId ?? null
    this.#asked = null
    if (jobId !== null) void cancelJob(jobId)
  }
}

/** Whether sounds match so little that they are probably of other moments. */
export function isDoubtful(confidence: number): boolean {
  return confidence < 0.25
}

/** What a confidence means, in words. */
export function confidenceWords(confidence: number): string {
  if (confidence >= 0.5) return 'The sounds match clearly.'
  if (!isDoubtful(confidence))
    return 'The sounds match somewhat: check a moment in both pictures before you rely on it.'
  return 'The sounds hardly match: these are probably not the same moments.'
}
