/** The report of a session as one page of HTML that needs nothing beside it. Pure: facts in, text out. */
import type { ModelFile } from '../../contract/learning.ts'
import { drawingSection } from './drawings.ts'
import type { DrawnRecording } from './drawings.ts'
import type { RecordingFacts, SegmentFacts, SessionFacts } from './facts.ts'
import { Html, html } from './html.ts'
import type { Filling } from './html.ts'
import { modelSection, whySection } from './learning-sections.ts'
import type { WhyFacts } from './learning-sections.ts'
import { labelStatistics } from './statistics.ts'
import type { LabelStatistics } from './statistics.ts'
import { style } from './style.ts'
import { hatching, legend, timeline } from './timeline.ts'
import { clock, counted, dayInWords, lengthInWords, momentInWords, percent, sizeInWords } from './words.ts'

export interface ReportFacts {
  readonly facts: SessionFacts
  /** The model that was asked for, then those whose segments the session has. */
  readonly models: readonly ModelFile[]
  /** Grad-CAM; in words why not where it was asked for and could not be had; null where nobody asked. */
  readonly why: WhyFacts | string | null
  /** Recordings with drawings. */
  readonly drawn: readonly DrawnRecording[]
  readonly reportId: string
  /** SHA-256 over the list of files: see fileListHash. */
  readonly fileListHash: string
  readonly madeAt: string
  readonly appVersion: string
}

/** Rows of a table of segments; further ones are counted. */
const listedSegments = 400

/** The whole page. */
export function reportPage(report: ReportFacts): string {
  const { athlete, session, recordings } = report.facts
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Touchline ${report.appVersion}" />
        <title>${athlete.name} · ${session.name}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        ${hatching} ${head(report)}
        <main>
          ${labelSection(report)} ${recordings.map((recording, place) => recordingSection(report, recording, place))}
          ${drawingSection(report.drawn)} ${modelSection(report.models)} ${whySection(report.why)}
          ${sourceSection(report)}
        </main>
        <footer>
          <p>
            Made with Touchline ${report.appVersion} on ${momentInWords(report.madeAt)}. Times are from the first frame
            of each recording, derived from its frames’ own timestamps; frames count from 0.
          </p>
        </footer>
      </body>
    </html> `
  return page.text
}

function head({ facts, madeAt }: ReportFacts): Html {
  const { athlete, session, recordings } = facts
  const segments = recordings.flatMap((recording) => recording.segments)
  const proposed = segments.filter((segment) => segment.standing === 'proposed').length
  const footageSecs = recordings.reduce((sum, recording) => sum + recording.lengthSecs, 0)
  const about = [session.date === null ? null : dayInWords(session.date), session.place === '' ? null : session.place]
  const lead = about.filter((part) => part !== null)
  return html`<header>
    <p class="kind">Session report</p>
    <h1><bdi>${athlete.name}</bdi> · <bdi>${session.name}</bdi></h1>
    <p class="lead">
      ${lead.length === 0 ? `No date given; report of ${dayInWords(madeAt.slice(0, 10))}` : lead.join(' · ')}
    </p>
    ${session.notes.trim() === '' ? null : html`<p class="lead"><bdi>${session.notes.trim()}</bdi></p>`}
    <dl class="numbers">
      ${number('Recordings', String(recordings.length))} ${number('Footage', lengthInWords(footageSecs))}
      ${number('Labels used', String(facts.labels.length))} ${number('Segments', String(segments.length - proposed))}
      ${proposed === 0 ? null : number('Proposals to look at', String(proposed))}
    </dl>
  </header>`
}

function number(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

function labelSection({ facts }: ReportFacts): Html {
  const statistics = labelStatistics(facts.labels, facts.recordings)
  if (statistics.length === 0)
    return html`<h2>Labels</h2>
      <p class="quiet">Nothing is labelled in this session yet.</p>`
  const proposed = statistics.some((line) => line.proposed > 0)
  return html`<h2>Labels</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Label</th>
            <th class="number">Segments</th>
            <th class="number">Total</th>
            <th class="number">Mean</th>
            <th class="number">Shortest – longest</th>
            <th class="number">Share of footage</th>
            ${proposed ? html`<th class="number">Proposed</th>` : null}
          </tr>
        </thead>
        <tbody>
          ${statistics.map((line) => labelLine(line, proposed))}
        </tbody>
      </table>
    </div>
    <p class="facts">
      Segments are those that a person made or
      confirmed.${proposed ? ' Proposals of a model that nobody has looked at are counted apart and are in no other number.' : ''}
      In the share of the footage, overlaps count once.
    </p>`
}

function labelLine(line: LabelStatistics, proposed: boolean): Html {
  const { label, count, totalSecs, meanSecs, shortestSecs, longestSecs, share } = line
  const range =
    shortestSecs === null || longestSecs === null
      ? '–'
      : `${lengthInWords(shortestSecs)} – ${lengthInWords(longestSecs)}`
  const isPoint = label.kind === 'point'
  return html`<tr>
    <td>${swatch(label.color)}<bdi>${label.name}</bdi></td>
    <td class="number">${count}</td>
    <td class="number">${isPoint ? '–' : lengthInWords(totalSecs)}</td>
    <td class="number">${isPoint || meanSecs === null ? '–' : lengthInWords(meanSecs)}</td>
    <td class="number">${isPoint ? 'points in time' : range}</td>
    <td class="number">${share === null ? '–' : percent(share)}</td>
    ${proposed ? html`<td class="number">${line.proposed}</td>` : null}
  </tr>`
}

function recordingSection({ facts }: ReportFacts, recording: RecordingFacts, place: number): Html {
  const { row, segments } = recording
  const rate = row.variable_frame_rate === 1 ? 'variable frame rate' : `${tidy(row.nominal_fps)} frames per second`
  const title = facts.recordings.length === 1 ? 'Recording' : `Recording ${place + 1} of ${facts.recordings.length}`
  return html`<section>
    <h2>${title}</h2>
    <h3><bdi>${row.file_name}</bdi></h3>
    <p class="facts">
      ${lengthInWords(recording.lengthSecs)} · ${counted(recording.frames, 'frame')} · ${rate} · ${row.display_width} ×
      ${row.display_height}${recording.rejected === 0 ? '' : ` · ${counted(recording.rejected, 'proposal')} rejected`}
    </p>
    ${segments.length === 0 ? html`<p class="quiet">Nothing is labelled in this recording.</p>` : [timeline(recording, facts.labels), legend, segmentTable(segments)]}
  </section>`
}

function segmentTable(segments: readonly SegmentFacts[]): Html {
  const listed = segments.slice(0, listedSegments)
  const more = segments.length - listed.length
  return html`<div class="wide">
      <table>
        <thead>
          <tr>
            <th>Label</th>
            <th class="number">Start</th>
            <th class="number">End</th>
            <th class="number">Length</th>
            <th class="number">Frames</th>
            <th>By</th>
            <th>Comment</th>
          </tr>
        </thead>
        <tbody>
          ${listed.map(segmentLine)}
        </tbody>
      </table>
    </div>
    ${more === 0 ? null : html`<p class="facts">And ${counted(more, 'further segment')}.</p>`}`
}

function segmentLine({ row, label, standing, otherAthlete, startSecs, endSecs }: SegmentFacts): Html {
  const confidence = row.confidence === null ? '' : ` (${percent(row.confidence, 0)})`
  const edited = row.state === 'edited' ? 'edited' : 'accepted'
  const by = { person: 'person', confirmed: `model, ${edited}${confidence}`, proposed: `model, proposed${confidence}` }[
    standing
  ]
  const remarks: Filling = [
    otherAthlete === null ? null : html`<bdi>${otherAthlete}</bdi> `,
    row.comment === '' ? null : html`<bdi>${row.comment}</bdi>`,
  ]
  return html`<tr>
    <td>${swatch(label.color)}<bdi>${label.name}</bdi></td>
    <td class="number">${clock(startSecs)}</td>
    <td class="number">${clock(endSecs)}</td>
    <td class="number">${lengthInWords(endSecs - startSecs)}</td>
    <td class="number">${row.first_frame}–${row.last_frame}</td>
    <td>${by}</td>
    <td>${remarks}</td>
  </tr>`
}

function sourceSection({ facts, fileListHash, reportId }: ReportFacts): Html {
  return html`<section>
    <h2>Files</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>File</th>
            <th class="number">Size</th>
            <th>SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${facts.recordings.map(
            ({ row }) =>
              html`<tr>
                <td><bdi>${row.file_name}</bdi></td>
                <td class="number">${sizeInWords(row.size_bytes)}</td>
                <td class="mono">${row.sha256}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="facts mono">report ${reportId}<br />files ${fileListHash}</p>
  </section>`
}

function swatch(color: string): Html {
  return html`<span class="swatch" style="background: ${color}"></span>`
}

function tidy(value: number): string {
  return String(Math.round(value * 100) / 100)
}
