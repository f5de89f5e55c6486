/** Frames that a person drew on, with what was drawn and measured. */
import type { Drawing } from '../../contract/things.ts'
import { calibrationFor, drawnParts } from '../../domain/drawn-parts.ts'
import type { PictureSize } from '../../domain/drawings.ts'
import { frameToSecs } from '../../domain/frames.ts'
import { toProblem } from '../../domain/problem.ts'
import { shrunkTo } from '../../media/display-size.ts'
import { decodeFrames } from '../../media/frames.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand } from '../datasets/recording-footage.ts'
import { toPng } from '../explain/pictures.ts'
import { drawingTable, toDrawing } from '../library/coding-rows.ts'
import type { RecordingFacts } from './facts.ts'
import { dataUrl, html, type Html } from './html.ts'
import { clock, counted } from './words.ts'

/** Longer side of a picture in a report: two beside each other on A4. */
const longestSide = 720
/** Frames of one recording that are shown; further ones are counted. */
const shownFrames = 24

export interface DrawnFrame {
  readonly frame: number
  readonly atSecs: number
  readonly png: Uint8Array
  readonly drawings: readonly Drawing[]
}

export interface DrawnRecording {
  readonly fileName: string
  readonly size: PictureSize
  /** All of the recording: what is measured on a frame may be scaled by a line on another. */
  readonly drawings: readonly Drawing[]
  readonly frames: readonly DrawnFrame[]
  /** Frames with drawings that are not shown. */
  readonly more: number
  /** In words why there are no pictures; null where there are. */
  readonly missing: string | null
}

/** Frames of a session's recordings that have drawings. Footage that can't be read costs its pictures, not the report. @throws Problem CANCELLED */
export async function drawnFrames(
  context: EngineContext,
  recordings: readonly RecordingFacts[],
  job: JobContext,
): Promise<DrawnRecording[]> {
  const drawn: DrawnRecording[] = []
  for (const { row } of recordings) {
    const drawings = drawingTable(context.db).listOf(row.id).map(toDrawing)
    if (drawings.length === 0) continue
    const frames = [...new Set(drawings.map(({ frame }) => frame))].sort((a, b) => a - b)
    const shown = frames.slice(0, shownFrames)
    const facts = {
      fileName: row.file_name,
      size: { width: row.display_width, height: row.display_height },
      drawings,
      more: frames.length - shown.length,
    }
    try {
      const footage = footageAtHand(context.db, row)
      const { width, height } = shrunkTo(facts.size, longestSide)
      const made: DrawnFrame[] = []
      for (const frame of shown) {
        job.signal.throwIfAborted()
        const place = { first: frame, last: frame, width, height, fit: 'stretch' } as const
        const rgb = await decodeFrames({ ...footage, ...place, signal: job.signal })
        const atSecs = frameToSecs(footage.frameTable, frame)
        const own = drawings.filter((drawing) => drawing.frame === frame)
        made.push({ frame, atSecs, png: toPng({ width, height, rgb }), drawings: own })
      }
      drawn.push({ ...facts, frames: made, missing: null })
    } catch (caught) {
      const problem = toProblem(caught)
      if (problem.code === 'CANCELLED' || job.signal.aborted) throw problem
      drawn.push({ ...facts, frames: [], missing: problem.message })
    }
  }
  return drawn
}

/** Null where nothing was drawn. */
export function drawingSection(recordings: readonly DrawnRecording[]): Html | null {
  if (recordings.length === 0) return null
  const isMeasured = recordings.some(({ drawings }) => drawings.some(({ shape }) => shape.kind === 'calibration'))
  return html`<section>
    <h2>Drawings</h2>
    ${recordings.map(recordingDrawings)}
    ${
      isMeasured
        ? html`<p class="facts">
            Lengths are measured by the dashed line whose length is known. They hold in its plane, seen straight on;
            nearer or farther things measure wrongly.
          </p>`
        : null
    }
  </section>`
}

function recordingDrawings(recording: DrawnRecording): Html {
  const { fileName, frames, more, missing } = recording
  return html`<h3><bdi>${fileName}</bdi></h3>
    ${missing === null ? null : html`<p class="quiet">The drawings are not shown, because the frames could not be read: ${missing}</p>`}
    <div class="drawn">
      ${frames.map(
        (frame) =>
          html`<figure>
            ${picture(recording, frame)}
            <figcaption>Frame ${frame.frame}, ${clock(frame.atSecs)}</figcaption>
          </figure>`,
      )}
    </div>
    ${more === 0 ? null : html`<p class="facts">And ${counted(more, 'further frame')} with drawings.</p>`}`
}

function picture({ size, drawings: all }: DrawnRecording, { frame, png, drawings }: DrawnFrame): Html {
  const { width, height } = size
  const unit = Math.max(width, height) / 640
  const calibration = calibrationFor(all, frame)
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Frame ${frame} with ${counted(drawings.length, 'drawing')}"
  >
    <image href="${dataUrl(png)}" width="${width}" height="${height}" />
    ${drawings.map(({ shape }) => {
      const { path, words } = drawnParts(shape, size, calibration)
      const look = shape.kind === 'calibration' ? 'ink known' : 'ink'
      return html`<path class="halo" d="${path}" stroke-width="${5 * unit}" /><path
          class="${look}"
          d="${path}"
          stroke-width="${2 * unit}"
        />
        ${
          words === null
            ? null
            : html`<text
                x="${words.x}"
                y="${words.y}"
                text-anchor="${words.anchor}"
                font-size="${15 * unit}"
                stroke-width="${4 * unit}"
                >${words.text}</text
              >`
        }`
    })}
  </svg>`
}
