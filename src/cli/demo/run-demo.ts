/** The whole chain without a window: what a person does in an afternoon, in some minutes. */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ModelFile } from '../../contract/learning.ts'
import type { Segment } from '../../contract/things.ts'
import { temporalIou } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { type LongRecording, renderLongRecording } from '../../engine/datasets/figures/long-recording.ts'
import { makeFigureDataset } from '../../engine/datasets/figures/make-dataset.ts'
import type { Engine } from '../../engine/engine.ts'
import { writeExplanation } from '../../engine/explain/explain.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { curvesSvg } from '../../engine/training/curves.ts'
import { trainFromPath } from '../../engine/training/from-path.ts'
import { followJob } from '../follow-job.ts'
import { computeEntry, withLibrary } from '../open.ts'
import type { Output } from '../output.ts'
import { tellComputeEvent } from '../training-output.ts'

export interface DemoRequest {
  readonly out: string
  readonly epochs: number | undefined
  readonly athletes: number
  readonly seed: number
}

interface Means {
  readonly output: Output
  readonly signal: AbortSignal
}

export interface DemoSummary {
  /** Recordings in the library. */
  readonly imported: number
  /** Segments that a person drew. */
  readonly segments: number
  readonly proposals: number
  /** Proposals that lie on a true segment of their label with a temporal overlap (IoU) of at least one half. */
  readonly proposalsRight: number
  readonly trueSegments: number
  /** Share of clips of athletes the network never saw that it gets right. */
  readonly heldOutAccuracy: number | null
  readonly heldOutClips: number
  readonly trainSeconds: number
  readonly gradCamFrames: number
  readonly library: string
  readonly model: string
  readonly curvesJson: string
  readonly curvesSvg: string
  readonly proposalsFile: string
  readonly gradCam: string
  readonly reportFile: string
}

const RIGHT_IOU = 0.5
const CLIPS_EACH = 4
const ACTIONS = 6

/**
 * Runs the demonstration.
 * @throws Problem CONFLICT where `out` holds something, and what each link of the chain throws
 */
export async function runDemo(request: DemoRequest, means: Means): Promise<DemoSummary> {
  const { output, signal } = means
  const places = await makePlaces(request.out)

  const set = await makeFigureDataset({
    dir: places.figures,
    athletes: request.athletes,
    actions: ACTIONS,
    clips: CLIPS_EACH,
    seed: request.seed,
    signal,
    onProgress: (done, total) => output.progress('Drawing athletes', done, total),
  })
  const model = await train(request, places, means)
  const recording = await renderLongRecording({
    out: places.recording,
    seed: request.seed,
    // Nobody of the set: the next athlete.
    athlete: request.athletes + 1,
    labels: set.labels,
    signal,
    onProgress: (done, total) => output.progress('Drawing a recording of a new athlete', done, total),
  })
  const found = await withLibrary({ libraryDir: places.library, create: true, program: 'touchline demo' }, (engine) =>
    useLibrary(engine, { places, model, recording }, means),
  )
  await writeFile(
    places.proposalsFile,
    `${JSON.stringify({ truth: recording.segments, proposals: found.proposals }, null, 2)}\n`,
  )

  return {
    imported: found.imported,
    segments: found.segments,
    proposals: found.proposals.length,
    proposalsRight: found.proposals.filter((proposal) => isRight(proposal, recording)).length,
    trueSegments: recording.segments.length,
    heldOutAccuracy: model.heldOut?.top1 ?? null,
    heldOutClips: model.heldOut?.n ?? 0,
    trainSeconds: model.trainSecs,
    gradCamFrames: found.gradCamFrames,
    library: places.library,
    model: places.model,
    curvesJson: places.curvesJson,
    curvesSvg: places.curvesSvg,
    proposalsFile: places.proposalsFile,
    gradCam: places.gradCam,
    reportFile: places.report,
  }
}

type Places = Awaited<ReturnType<typeof makePlaces>>
type NamedSegment = Segment & { readonly label: string }

async function makePlaces(out: string) {
  const root = resolve(out)
  await mkdir(root, { recursive: true })
  if ((await readdir(root)).length > 0) {
    throw new Problem(
      'CONFLICT',
      `${root} is not empty. Name a new folder for the demonstration; nothing is overwritten.`,
    )
  }
  return {
    library: join(root, 'library'),
    figures: join(root, 'figures'),
    model: join(root, 'model'),
    recording: join(root, 'new-athlete.mp4'),
    curvesJson: join(root, 'curves.json'),
    curvesSvg: join(root, 'curves.svg'),
    proposalsFile: join(root, 'proposals.json'),
    gradCam: join(root, 'grad-cam'),
    report: join(root, 'report.html'),
  }
}

async function train(request: DemoRequest, places: Places, { output, signal }: Means): Promise<ModelFile> {
  const { model } = await trainFromPath(
    {
      data: places.figures,
      preset: 'quick',
      out: places.model,
      epochs: request.epochs,
      seed: request.seed,
      name: 'Demonstration',
    },
    {
      compute: standaloneCompute(computeEntry),
      signal,
      onData: ({ clips, protocol }) => output.note(`${clips} clips, ${protocol}`),
      onEvent: (event) => tellComputeEvent(output, event),
    },
  )
  await writeFile(places.curvesJson, `${JSON.stringify(model.curves, null, 2)}\n`)
  await writeFile(places.curvesSvg, await curvesSvg('Demonstration: accuracy and loss', model.curves))
  return model
}

/** Sample in, model in, new athlete in; proposals, an explanation and the report out. */
async function useLibrary(
  engine: Engine,
  { places, model, recording }: { places: Places; model: ModelFile; recording: LongRecording },
  means: Means,
) {
  const { client } = engine
  const follow = ({ jobId }: { jobId: string }) => followJob(engine, jobId, means)

  await follow(await client.footage.importSample({}))
  await follow(
    await client.footage.import({
      paths: [recording.path],
      athlete: { name: 'New athlete' },
      session: { name: 'First training' },
    }),
  )
  await client.models.add({ path: places.model })
  const athletes = await client.library.tree({})
  const session = athletes.find((athlete) => athlete.name === 'New athlete')?.sessions[0]
  const recordingId = session?.recordings[0]?.id
  if (session === undefined || recordingId === undefined)
    throw new Problem('INTERNAL', 'The recording was not imported.')

  await follow(await client.review.propose({ recordingId, modelId: model.id }))
  const proposals = await named(engine, await client.segments.list({ recordingId }))

  const surest = proposals.toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))[0]
  const asked = { recordingId, modelId: model.id, first: surest?.first ?? 0, label: surest?.label ?? null }
  const { result } = await follow(await client.explain.start(asked))
  const pictures = await writeExplanation(engine.context, String(result?.['explanationId']), places.gradCam)

  const made = await follow(await client.reports.create({ sessionId: session.id, modelId: model.id }))
  const reports = await client.reports.list({ sessionId: session.id })
  const report = reports.find((one) => one.id === made.result?.['reportId'])
  if (report === undefined) throw new Problem('INTERNAL', 'The report was made but is not in the library.')
  await copyFile(report.file, places.report)

  const info = await client.library.info({})
  return {
    imported: info.recordings,
    segments: info.segments - proposals.length,
    proposals,
    gradCamFrames: pictures.filter((file) => file.endsWith('-gradcam.png')).length,
  }
}

async function named(engine: Engine, segments: readonly Segment[]): Promise<NamedSegment[]> {
  const labels = new Map((await engine.client.labels.list({})).map((label) => [label.id, label.name]))
  return segments.map((segment) => ({ ...segment, label: labels.get(segment.labelId) ?? segment.labelId }))
}

function isRight(proposal: NamedSegment, { segments }: LongRecording): boolean {
  return segments.some((truth) => truth.label === proposal.label && temporalIou(truth, proposal) >= RIGHT_IOU)
}
