/** Segments that are being written as films of their own: one file each, by jobs that go on whatever page is open. */
import type { Job, Segment } from '../../contract/things.ts'
import { describeSegments } from '../../domain/segments.ts'
import { cancelJob } from '../engine/cancel-job.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import { isUnderWay } from '../engine/under-way.ts'
import { notices } from '../ui/notices.svelte.ts'

/** More at once is a mistake more often than a wish: they would take hours. */
const MOST = 200

interface Asked {
  readonly jobId: string
  /** What is in it, in words: 'serve 120–188'. */
  readonly title: string
}

export interface Clip extends Asked {
  /** Undefined until the engine told of it. */
  readonly job: Job | undefined
}

class ClipExports {
  #asked = $state.raw<readonly Asked[]>([])
  /** While clips are being asked for, one after another. */
  #asking: AbortController | null = null
  readonly clips: readonly Clip[] = $derived(this.#asked.map((one) => ({ ...one, job: live.jobs.get(one.jobId) })))
  readonly running: readonly Clip[] = $derived(this.clips.filter(({ job }) => job === undefined || isUnderWay(job)))
  readonly written: number = $derived(this.clips.filter(({ job }) => job?.state === 'done').length)

  /** Asks for a clip of each. What the engine refuses is said, and those after it are not asked for. */
  async start(segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return notices.say('Choose a segment first.')
    if (segments.length > MOST) return notices.say(`Choose at most ${MOST} segments to write as clips at once.`)
    if (this.#asking !== null) return notices.say('The clips before these are still being asked for.')
    if (this.running.length === 0) this.close()
    const asking = (this.#asking = new AbortController())
    try {
      for (const segment of segments) {
        const label = library.label(segment.labelId)?.name ?? 'segment'
        if (asking.signal.aborted) break
        const { jobId } = await engine.segments.exportClip({ id: segment.id })
        this.#asked = [...this.#asked, { jobId, title: describeSegments([{ ...segment, label }]) }]
      }
      if (asking.signal.aborted) await this.#cancelRunning()
    } catch (caught) {
      notices.problem(messageOf(caught))
    } finally {
      this.#asking = null
    }
  }

  async cancel(): Promise<void> {
    this.#asking?.abort()
    await this.#cancelRunning()
  }

  async #cancelRunning(): Promise<void> {
    await Promise.all(this.running.map(({ jobId }) => cancelJob(jobId)))
  }

  /** Shows those that were asked for no longer; the files stay. */
  close(): void {
    this.#asked = []
  }
}

export const clipExports = new ClipExports()
