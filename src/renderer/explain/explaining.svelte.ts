/** Asking a model why: one Grad-CAM job at a time, its answer by frame. */
import type { Explanation } from '../../contract/learning.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import { isUnderWay } from '../engine/under-way.ts'

interface Question {
  recordingId: string
  modelId: string
  first: number
  label: string | null
}

export class Explaining {
  answer = $state.raw<Explanation | null>(null)
  problem = $state('')
  #jobId = $state<string | null>(null)

  readonly job = $derived(this.#jobId === null ? undefined : live.jobs.get(this.#jobId))
  readonly working = $derived(this.#jobId !== null)
  /** Counts questions: what was asked before something else is shown is not taken up. */
  #asked = 0
  #asking = false

  /** While one question is open, another is passed over. */
  async ask(question: Question): Promise<void> {
    if (this.working || this.#asking) return
    this.clear()
    const mine = this.#asked
    this.#asking = true
    try {
      const { jobId } = await engine.explain.start(question)
      if (mine === this.#asked) this.#jobId = jobId
    } catch (caught) {
      if (mine === this.#asked) this.problem = messageOf(caught)
    } finally {
      this.#asking = false
    }
  }

  /** Waits for a question that was asked before the window was opened, or in another. */
  takeUp(jobId: string): void {
    if (this.working || this.answer !== null) return
    this.problem = ''
    this.#jobId = jobId
  }

  /** To be called whenever the job may have moved: fetches the answer once it is there. */
  async follow(): Promise<void> {
    const job = this.job
    if (job === undefined || isUnderWay(job)) return
    this.#jobId = null
    const id = job.result?.['explanationId']
    if (job.state !== 'done' || typeof id !== 'string') {
      this.problem = job.problem?.message ?? 'The explanation was cancelled.'
      return
    }
    try {
      this.answer = await engine.explain.get({ id })
    } catch (caught) {
      this.problem = messageOf(caught)
    }
  }

  /** The map of a frame; undefined for frames that the explained clip does not take. */
  frameAt(frameIndex: number | null): Explanation['frames'][number] | undefined {
    return this.answer?.frames.find((frame) => frame.frameIndex === frameIndex)
  }

  clear(): void {
    this.#asked++
    this.#jobId = null
    this.answer = null
    this.problem = ''
  }
}
