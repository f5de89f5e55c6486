/** Grad-CAM of several systems on the same test clips, beside each other. */
import path from 'node:path'
import { explainedPart } from '../../contract/model-window.ts'
import { Problem } from '../../domain/problem.ts'
import type { FrameRange } from '../../domain/protocols.ts'
import { indexFootage } from '../../media/probe.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { footageFrom } from '../datasets/recording-footage.ts'
import { explainedFrames, toPng, type ExplainedClip } from '../explain/pictures.ts'
import { html, type Html } from '../reports/html.ts'
import { readModelFile } from '../training/model-folder.ts'
import type { RunResult } from './run-store.ts'
import { runPlaces } from './run-store.ts'
import { notesSection, page } from './table-texts.ts'

/** Clips that are shown, each of another label. */
const mostClips = 3
/** Frames of a clip that are shown: early, in the middle, late. */
const moments = [1 / 6, 1 / 2, 5 / 6]
const longestSide = 240

export interface GradCamWish {
  readonly out: string
  /** The same split's run of each system. */
  readonly runs: readonly RunResult[]
  /** Where a clip lies, by its key. */
  readonly clipOf: (key: string) => ShownClip
  readonly title: string
  readonly notes: readonly string[]
}

/** A file, and the frames of it that are the clip; null: all. */
export interface ShownClip {
  readonly file: string
  readonly range: FrameRange | null
}

interface Shown {
  readonly system: string
  readonly said: string
  readonly pictures: readonly Uint8Array[]
}

/** A page that holds its pictures. @throws Problem of footage and compute process; CANCELLED */
export async function gradCamPage(
  { out, runs, clipOf, title, notes }: GradCamWish,
  means: ComputeMeans,
): Promise<string> {
  const clips = sharedClips(runs)
  const sections: Html[] = []
  for (const { key, label } of clips) {
    const shown: Shown[] = []
    for (const run of runs) shown.push(await shownBy(run, { out, clip: clipOf(key), label }, means))
    sections.push(section(key, label, shown))
  }
  return page(title, html`${sections}${notesSection(notes)}`)
}

/** Clips that every run was tested on: the first of each label. */
function sharedClips(runs: readonly RunResult[]): { key: string; label: string }[] {
  const inAll = (runs[0]?.predictions ?? []).filter(({ key }) =>
    runs.every(({ predictions }) => predictions.some((other) => other.key === key)),
  )
  return [...Map.groupBy(inAll, ({ label }) => label).values()].map((of) => of[0]!).slice(0, mostClips)
}

async function shownBy(
  run: RunResult,
  { out, clip: { file, range }, label }: { readonly out: string; readonly clip: ShownClip; readonly label: string },
  means: ComputeMeans,
): Promise<Shown> {
  const { model: modelDir } = runPlaces(out, run)
  const model = await readModelFile(modelDir)
  const index = await indexFootage(file, means.signal === undefined ? {} : { signal: means.signal })
  const footage = footageFrom(file, index)
  const { first: from, last } = range ?? { first: 0, last: index.frameTable.pts.length - 1 }
  const first = from + Math.max(0, Math.floor((last + 1 - from - longestWindow(run)) / 2))
  const result = await means.compute.run({ kind: 'explain', modelDir, footage, first, label }, means)
  if (result.kind !== 'explain') throw new Problem('INTERNAL', `Explanation answered with ${result.kind}.`)
  const { explanation } = result
  const clip: ExplainedClip = {
    explanation,
    footage,
    part: explainedPart(model),
    displayWidth: index.displayWidth,
    displayHeight: index.displayHeight,
  }
  const places = moments.map((moment) => Math.floor(moment * explanation.frames.length))
  const pictures: Uint8Array[] = []
  for await (const { overlay } of explainedFrames(clip, { longestSide, places, signal: means.signal })) {
    pictures.push(toPng(overlay))
  }
  const score = explanation.scores[explanation.labels.indexOf(label)] ?? 0
  return { system: run.title, said: `${label}: ${(100 * score).toFixed(0)} %`, pictures }
}

function longestWindow({ config }: RunResult): number {
  return config.method === 'network' ? config.preprocessing.frames * config.preprocessing.frameStep : 1
}

function section(key: string, label: string, shown: readonly Shown[]): Html {
  return html`<h2>${label}: ${path.basename(key)}</h2>
    ${shown.map(
      ({ system, said, pictures }) =>
        html`<h3>${system} <small>(${said})</small></h3>
          ${pictures.map(
            (png) =>
              html`<figure><img alt="${system}, ${label}" src="${`data:image/png;base64,${base64(png)}`}" /></figure>`,
          )}`,
    )}`
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
