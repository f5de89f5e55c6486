import { Command } from 'commander'
import { sameLabelName } from '../../domain/labels.ts'
import { Problem } from '../../domain/problem.ts'
import type { Label, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { Engine } from '../../engine/engine.ts'
import { requireSegment } from '../../engine/library/lookups.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'
import type { Output } from '../output.ts'

interface LibraryOption {
  library: string
}

const libraryOption = ['--library <dir>', 'folder of the library', defaultLibraryDir()] as const
const frame = wholeNumber(0)

function withLabels<T>(library: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  return withLibrary({ libraryDir: library, create: false, program: 'touchline label' }, use)
}

/** The label of that name; made where there is none. */
async function labelNamed(engine: Engine, name: string): Promise<Label> {
  const labels = await engine.client.labels.list({})
  return labels.find((label) => sameLabelName(label.name, name)) ?? engine.client.labels.create({ name })
}

/** A segment that can't stand must not leave a new label behind: this is asked before one is made. */
async function checkRange(engine: Engine, recordingId: string, { first, last }: FrameRange): Promise<void> {
  const { frames } = await engine.client.recordings.get({ id: recordingId })
  if (last >= first && last < frames) return
  throw new Problem(
    'INVALID_INPUT',
    `Frames ${first}–${last} are no part of this recording: it has frames 0–${frames - 1}, and the last must not be before the first.`,
  )
}

async function print(engine: Engine, output: Output, segments: readonly Segment[]): Promise<void> {
  const names = new Map((await engine.client.labels.list({})).map((label) => [label.id, label.name]))
  for (const segment of segments) {
    const name = names.get(segment.labelId) ?? segment.labelId
    output.line(
      { ...segment, label: name },
      `${segment.id}  ${name}  ${segment.first}–${segment.last}  ${segment.source === 'human' ? 'human' : `model, ${segment.state}`}`,
    )
  }
}

const add = command<
  LibraryOption & { recording: string; label: string; first: number; last: number; comment?: string }
>(
  'add',
  'Add a segment; its line is printed once it is safe on disk',
  (made) =>
    made
      .option(...libraryOption)
      .requiredOption('--recording <id>', 'recording, as import and list print it')
      .requiredOption('--label <name>', 'what is done; a new label is made where there is none of that name')
      .requiredOption('--first <frame>', 'first frame, from 0', frame)
      .requiredOption('--last <frame>', 'last frame, included', frame)
      .option('--comment <text>', 'a remark on this segment'),
  ({ options, output }) =>
    withLabels(options.library, async (engine) => {
      const { recording: recordingId, first, last, comment } = options
      await checkRange(engine, recordingId, { first, last })
      const { id: labelId } = await labelNamed(engine, options.label)
      const segment = await engine.client.segments.add({
        recordingId,
        labelId,
        first,
        last,
        ...(comment === undefined ? {} : { comment }),
      })
      await print(engine, output, [segment])
    }),
)

const edit = command<
  LibraryOption & { segment: string; label?: string; first?: number; last?: number; comment?: string }
>(
  'edit',
  'Change a segment: only what is given changes',
  (made) =>
    made
      .option(...libraryOption)
      .requiredOption('--segment <id>', 'segment, as add and list print it')
      .option('--label <name>', 'what is done')
      .option('--first <frame>', 'first frame', frame)
      .option('--last <frame>', 'last frame, included', frame)
      .option('--comment <text>', 'a remark on this segment'),
  ({ options, output }) =>
    withLabels(options.library, async (engine) => {
      const { segment: id, label, first, last, comment } = options
      const before = requireSegment(engine.context.db, id)
      await checkRange(engine, before.recording_id, {
        first: first ?? before.first_frame,
        last: last ?? before.last_frame,
      })
      const segment = await engine.client.segments.change({
        id,
        ...(label === undefined ? {} : { labelId: (await labelNamed(engine, label)).id }),
        ...(first === undefined ? {} : { first }),
        ...(last === undefined ? {} : { last }),
        ...(comment === undefined ? {} : { comment }),
      })
      await print(engine, output, [segment])
    }),
)

const remove = command<LibraryOption & { segment: string[] }>(
  'remove',
  'Put segments into the bin',
  (made) => made.option(...libraryOption).requiredOption('--segment <id...>', 'segments, as add and list print them'),
  ({ options, output }) =>
    withLabels(options.library, async (engine) => {
      await engine.client.segments.remove({ ids: options.segment })
      for (const id of options.segment) output.line({ id, removed: true }, `${id}  in the bin`)
    }),
)

const list = command<LibraryOption & { recording?: string }>(
  'list',
  'List segments of one recording, or of the whole library',
  (made) => made.option(...libraryOption).option('--recording <id>', 'only this recording'),
  ({ options, output }) =>
    withLabels(options.library, async (engine) => {
      const athletes = options.recording === undefined ? await engine.client.library.tree({}) : []
      const ids =
        options.recording === undefined
          ? athletes.flatMap((athlete) => athlete.sessions.flatMap((session) => session.recordings.map(({ id }) => id)))
          : [options.recording]
      for (const recordingId of ids) {
        await print(engine, output, await engine.client.segments.list({ recordingId }))
      }
    }),
)

export const labelCommand = new Command('label')
  .description('Add, edit, remove and list labelled segments')
  .addCommand(add)
  .addCommand(edit)
  .addCommand(remove)
  .addCommand(list)
