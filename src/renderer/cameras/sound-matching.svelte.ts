/** Asking by sound how two recordings lie to each other: a job, and what it found until a person has decided. */
import { soundMatch, type SoundMatch } from '../../contract/labelling.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'

export class SoundMatching {
  problem = $state('')
  #jobId = $state<string | null>(null)
  readonly job = $derived(this.#jobId === null ? undefined : live.jobs.get(this.#jobId))
  readonly working: boolean = $derived(this.job?.state === 'queued' || this.job?.state === 'running')
  readonly found: SoundMatch | null = $derived(
    this.job?.state === 'done' ? (soundMatch.safeParse(this.job.result).data ?? null) : null,
  )
  /** Why nothing was found; empty where something was, or nobody asked. */
  readonly failure: string = $derived(
    this.problem !== ''
      ? this.problem
      : this.job?.state === 'failed'
        ? (this.job.problem?.message ?? 'It failed.')
        : '',
  )

  async ask(recordingId: string, referenceId: string): Promise<void> {
    this.forget()
    try {
      this.#jobId = (await engine.sync.fromSound({ recordingId, referenceId })).jobId
    } catch (caught) {
      this.problem = messageOf(caught)
    }
  }

  get jobId(): string | null {
    return this.#jobId
  }

  forget(): void {
    this.#jobId = null
    this.problem = ''
  }
}

/** What a confidence means, in words. */
export function confidenceWords(confidence: number): string {
  if (confidence >= 0.5) return 'The sounds match clearly.'
  if (confidence >= 0.25) return 'The sounds match somewhat: check a moment in both pictures before you rely on it.'
  return 'The sounds hardly match: these are probably not the same moments.'
}
