import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '../../src/contract/things.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { encodeFrames } from '../../src/media/encode.ts'
import { copyOut } from '../../src/engine/files/copy-out.ts'
import { parseImportResult } from '../../src/engine/footage/import-result.ts'
import {
  allRecordings,
  footageDir,
  hasRealFootage,
  importInto,
  makeWorkplace,
  problemOf,
  sampleDir,
} from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine

beforeEach(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
})
afterEach(async () => {
  await engine.close()
  await workplace.remove()
})

const baseball = join(sampleDir, 'baseball.mp4')

function outcomes(job: Job) {
  return job.result === null ? [] : parseImportResult(job.result).files
}

/** What became of each file: 'new', 'duplicate' or an error's code, by file name. */
function inShort(job: Job): Record<string, string> {
  return Object.fromEntries(
    outcomes(job).map((file) => [
      basename(file.path),
      'error' in file ? file.error.code : file.duplicate ? 'duplicate' : 'new',
    ]),
  )
}

async function filesIn(part: 'thumbnails' | 'proxies' | 'footage'): Promise<string[]> {
  return readdir(join(workplace.libraryDir, part))
}

/** A small clip that plays as it is; `seed` makes another picture of it. */
async function makeClip(name: string, frames = 30, seed = 0): Promise<string> {
  const out = join(workplace.dir, name)
  const pictures = Array.from({ length: frames }, (_, i) => new Uint8Array(64 * 48 * 3).fill((seed + i * 7) % 256))
  await encodeFrames({ out, width: 64, height: 48, fps: 25, frames: pictures, codec: { name: 'h264', gop: 10 } })
  return out
}

/** Files that are no footage, each in its own way. */
async function makeBadFiles(): Promise<string[]> {
  const whole = await readFile(baseball)
  const contents: Record<string, Uint8Array | string> = {
    'empty.mp4': '',
    'text.mp4': 'This is a letter, not a film.',
    // Cut before the index at the end of the file, or where there is little more than the header.
    'truncated.mp4': whole.subarray(0, 2000),
  }
  return Promise.all(
    Object.entries(contents).map(async ([name, content]) => {
      const path = join(workplace.dir, name)
      await writeFile(path, content)
      return path
    }),
  )
}

describe('import', () => {
  it('takes a file in with its frames, pictures, athlete and session', async () => {
    const job = await importInto(engine, [baseball], { athlete: 'Ann', session: 'Monday' })
    expect(job).toMatchObject({ state: 'done', problem: null, kind: 'import', title: 'Import baseball.mp4' })
    const [athlete] = await engine.client.library.tree({})
    expect(athlete).toMatchObject({ name: 'Ann', sessions: [{ name: 'Monday', recordings: [{ frames: 167 }] }] })
    const recording = athlete!.sessions[0]!.recordings[0]!
    expect(recording).toMatchObject({ fileName: 'baseball.mp4', missing: false, codec: 'h264' })
    const table = await engine.client.recordings.frames({ id: recording.id })
    expect(table.pts).toHaveLength(167)
    expect(table.keyFrames.length).toBeGreaterThan(0)
    expect(recording.durationSecs).toBeCloseTo(5.572, 3)
  })

  it('says why each bad file is refused, takes the good ones, and leaves nothing of the bad', async () => {
    const bad = await makeBadFiles()
    const job = await importInto(engine, [...bad, baseball, join(workplace.dir, 'gone.mp4'), '/etc/hostname'])
    expect(job.state).toBe('done')
    expect(inShort(job)).toEqual({
      'empty.mp4': 'FILE_EMPTY',
      'text.mp4': 'NOT_A_VIDEO',
      'truncated.mp4': 'NOT_A_VIDEO',
      'baseball.mp4': 'new',
      'gone.mp4': 'FILE_NOT_FOUND',
      hostname: 'PATH_NOT_ALLOWED',
    })
    for (const file of outcomes(job)) if ('error' in file) expect(file.error.message).toContain(file.path)
    expect(await allRecordings(engine)).toHaveLength(1)
    expect(await filesIn('thumbnails')).toHaveLength(1)
  })

  it('of bad files alone fails with the first reason and makes no athlete, session or file', async () => {
    const job = await importInto(engine, await makeBadFiles(), { athlete: 'Nobody', session: 'Never' })
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'FILE_EMPTY' }, result: { failures: 3 } })
    expect(await engine.client.library.tree({})).toEqual([])
    for (const part of ['thumbnails', 'proxies', 'footage'] as const) expect(await filesIn(part), part).toEqual([])
  })

  it('recognises what the library has, whatever its name, also within one import', async () => {
    const clip = await makeClip('clip.mp4')
    const copy = join(workplace.dir, 'the same game.mp4')
    await copyFile(clip, copy)
    const job = await importInto(engine, [copy, clip])
    expect(inShort(job)).toEqual({ 'the same game.mp4': 'new', 'clip.mp4': 'duplicate' })
    expect(await allRecordings(engine)).toHaveLength(1)
    const again = await importInto(engine, [clip], { athlete: 'Bea', session: 'Tuesday' })
    expect(again.state).toBe('done')
    expect(inShort(again)).toEqual({ 'clip.mp4': 'duplicate' })
    expect((await engine.client.library.tree({})).map(({ name }) => name)).toEqual(['Ann'])
  })

  it('brings back a recording that was taken out, with its labels', async () => {
    const clip = await makeClip('clip.mp4')
    const job = await importInto(engine, [clip])
    const id = parseImportResult(job.result!).recordingIds[0]!
    const swing = await engine.client.labels.create({ name: 'swing' })
    const segment = await engine.client.segments.add({ recordingId: id, labelId: swing.id, first: 3, last: 8 })
    await engine.client.recordings.remove({ id })
    expect(await allRecordings(engine)).toEqual([])
    await importInto(engine, [clip])
    expect((await allRecordings(engine)).map((recording) => recording.id)).toEqual([id])
    expect(await engine.client.segments.list({ recordingId: id })).toEqual([segment])
  })

  it('reads folders with the folders in them, and of those only footage', async () => {
    const season = join(workplace.dir, 'season')
    await mkdir(join(season, 'week 10'), { recursive: true })
    await copyFile(await makeClip('one.mp4', 10), join(season, 'week 10', 'a.MP4'))
    await copyFile(await makeClip('two.mp4', 12), join(season, 'b.mp4'))
    await writeFile(join(season, 'notes.txt'), 'rain')
    await writeFile(join(season, '.b.mp4.swp.mp4'), 'hidden')
    // A link in circles must not be walked for ever.
    await symlink(season, join(season, 'circle'))
    const job = await importInto(engine, [season])
    expect(inShort(job)).toEqual({ 'b.mp4': 'new', 'a.MP4': 'new' })
    const empty = join(workplace.dir, 'empty')
    await mkdir(empty)
    expect((await importInto(engine, [empty])).problem).toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('puts recordings into the session that was chosen, and refuses one of another athlete', async () => {
    const ann = await engine.client.athletes.create({ name: 'Ann' })
    const bea = await engine.client.athletes.create({ name: 'Bea' })
    const monday = await engine.client.sessions.create({ athleteId: ann.id, name: 'Monday', date: '2026-03-02' })
    const clip = await makeClip('clip.mp4')
    const call = (athleteId: string) =>
      engine.client.footage.import({ paths: [clip], athlete: { id: athleteId }, session: { id: monday.id } })
    expect(await problemOf(call(bea.id))).toMatchObject({ code: 'INVALID_INPUT' })
    const job = await engine.context.jobs.whenOver((await call(ann.id)).jobId)
    expect(job.result).toMatchObject({ sessionId: monday.id })
  })

  it('that is cancelled leaves each recording whole or not at all', async () => {
    const { jobId } = await engine.client.footage.import({
      paths: [baseball, join(sampleDir, 'basketball.mp4')],
      athlete: { name: 'Ann' },
      session: { name: 'Monday' },
    })
    // The moment at which the first recording is in and the second is being read.
    for await (const event of engine.context.events.subscribe()) {
      if (event.type === 'changed' && event.what === 'tree') break
    }
    await engine.client.jobs.cancel({ id: jobId })
    const job = await engine.context.jobs.whenOver(jobId)
    expect(job).toMatchObject({ state: 'cancelled', problem: { code: 'CANCELLED' } })
    const recordings = await allRecordings(engine)
    expect(recordings.map(({ fileName }) => fileName)).toEqual(['baseball.mp4'])
    expect(await filesIn('thumbnails')).toEqual(recordings.map(({ id }) => id))
  })

  it('tells how far it is, never backwards, and ends at its end', async () => {
    const seen: number[] = []
    const abort = new AbortController()
    const watching = (async () => {
      for await (const event of engine.context.events.subscribe(abort.signal)) {
        if (event.type === 'job' && event.job.phase.startsWith('Reading')) seen.push(event.job.done / event.job.total)
      }
    })()
    await importInto(engine, [baseball, join(sampleDir, 'basketball.mp4')])
    abort.abort()
    await watching
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(Math.max(...seen)).toBeLessThanOrEqual(1)
  })

  it('that finds the disk full stores nothing of the recording', async () => {
    // Its frame index needs more pages of the database than there are left.
    const long = await makeClip('long.mp4', 1200)
    const { db } = engine.context
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    expect((await importInto(engine, [long])).problem?.code).toBe('DISK_FULL')
    db.pragma('max_page_count = 1000000')
    expect(await engine.client.library.tree({})).toEqual([])
    expect(await filesIn('thumbnails')).toEqual([])
    expect(inShort(await importInto(engine, [long]))).toEqual({ 'long.mp4': 'new' })
  })
})

describe('the sample', () => {
  it('comes with athletes, labels and segments, is offered once, and is not the first thing that undo takes away', async () => {
    expect(await engine.client.library.info({})).toMatchObject({ sampleOffered: true })
    const { jobId } = await engine.client.footage.importSample({})
    const job = await engine.context.jobs.whenOver(jobId)
    expect(job.state).toBe('done')
    const recordings = await allRecordings(engine)
    expect(recordings.map(({ fileName }) => fileName).sort()).toEqual(['baseball.mp4', 'basketball.mp4'])
    const labels = await engine.client.labels.list({})
    expect(labels.length).toBeGreaterThanOrEqual(3)
    for (const recording of recordings) {
      const segments = await engine.client.segments.list({ recordingId: recording.id })
      expect(segments.length).toBeGreaterThan(0)
      expect(recording.path.startsWith(join(workplace.libraryDir, 'footage'))).toBe(true)
      expect(recording.playback.source).not.toBe('none')
      expect(await engine.client.history.undo({ sessionId: recording.sessionId })).toBeNull()
    }
    expect(await engine.client.library.info({})).toMatchObject({ sampleOffered: false })
  })

  it('opened twice is there once', async () => {
    for (let n = 0; n < 2; n++) {
      const { jobId } = await engine.client.footage.importSample({})
      expect(await engine.context.jobs.whenOver(jobId)).toMatchObject({ state: 'done' })
    }
    expect(await allRecordings(engine)).toHaveLength(2)
    expect(await filesIn('footage')).toHaveLength(2)
  })

  it('that was not shipped is not offered', async () => {
    await engine.close()
    engine = await workplace.open({ sampleDir: null })
    expect(await engine.client.library.info({})).toMatchObject({ sampleOffered: false })
    expect(await problemOf(engine.client.footage.importSample({}))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('proxies', () => {
  it('that somebody deleted are made again at the next start', async () => {
    await importInto(engine, [baseball])
    const [recording] = await allRecordings(engine)
    expect(recording?.playback.source).toBe('proxy')
    await rm(join(workplace.libraryDir, 'proxies', `${recording!.id}.mp4`))
    await engine.close()
    engine = await workplace.open()
    expect((await allRecordings(engine))[0]?.playback.source).toBe('none')
    for (const job of await engine.client.jobs.list({})) await engine.context.jobs.whenOver(job.id)
    expect((await allRecordings(engine))[0]?.playback.source).toBe('proxy')
    expect((await filesIn('proxies')).sort()).toEqual([`${recording!.id}.m4a`, `${recording!.id}.mp4`])
  })
})

describe('thumbnails', () => {
  it('that somebody deleted are taken again at the next start', async () => {
    await importInto(engine, [await makeClip('serve.mp4')])
    const [recording] = await allRecordings(engine)
    await engine.close()
    await rm(join(workplace.libraryDir, 'thumbnails'), { recursive: true })
    engine = await workplace.open()
    for (const job of await engine.client.jobs.list({})) await engine.context.jobs.whenOver(job.id)
    expect(await allRecordings(engine)).toEqual([recording])
    const pictures = await readdir(join(workplace.libraryDir, 'thumbnails', recording!.id))
    expect(pictures.sort()).toEqual(recording!.thumbnails.map((frame) => `${frame}.jpg`).sort())
  })
})

describe('a folder that holds other things', () => {
  it('loses none of them when it becomes a library, whatever its folders are called', async () => {
    await engine.close()
    await rm(workplace.libraryDir, { recursive: true })
    const files = [
      'proxies/A001_C002.mp4',
      'thumbnails/day one/a.jpg',
      'waveforms/a.peaks',
      'runs/monday/gpx',
      'footage/b.partial',
    ]
    for (const file of files) {
      await mkdir(join(workplace.libraryDir, file, '..'), { recursive: true })
      await writeFile(join(workplace.libraryDir, file), 'a season of somebody')
    }
    // What Touchline left itself goes.
    const own = join(workplace.libraryDir, 'proxies', `${randomUUID()}.mp4`)
    await writeFile(own, 'a proxy of no recording')
    engine = await workplace.open()
    for (const file of files) expect(existsSync(join(workplace.libraryDir, file)), file).toBe(true)
    expect(existsSync(own)).toBe(false)
  })
})

describe('originals', () => {
  it('are never written over by what is made of them', async () => {
    const original = await makeClip('serve.mp4')
    const before = await readFile(original)
    await importInto(engine, [original])
    const link = join(workplace.dir, 'link.mp4')
    await symlink(original, link)
    for (const out of [original, link, join(workplace.libraryDir, 'touchline.db')]) {
      await expect(copyOut(engine.context, baseball, out), out).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    expect((await readFile(original)).equals(before)).toBe(true)
    await copyOut(engine.context, baseball, join(workplace.dir, 'new.mp4'))
    expect((await readFile(join(workplace.dir, 'new.mp4'))).equals(await readFile(baseball))).toBe(true)
  })
})

describe('folders of the library', () => {
  it('that somebody deletes while it is open are made again by whoever writes into them', async () => {
    for (const part of ['proxies', 'thumbnails', 'waveforms', 'exports']) {
      await rm(join(workplace.libraryDir, part), { recursive: true })
    }
    await importInto(engine, [baseball])
    const [recording] = await allRecordings(engine)
    expect(recording).toMatchObject({ playback: { source: 'proxy' }, sound: 'file', waveform: true })
    const { id: labelId } = await engine.client.labels.create({ name: 'swing' })
    const segment = await engine.client.segments.add({ recordingId: recording!.id, labelId, first: 3, last: 9 })
    const { jobId } = await engine.client.segments.exportClip({ id: segment.id })
    expect(await engine.context.jobs.whenOver(jobId)).toMatchObject({ state: 'done', problem: null })
  })
})

describe.runIf(hasRealFootage('import of awkward footage'))('awkward footage', () => {
  const container = (name: string) => join(footageDir, 'containers', name)

  it('is taken as it is: rotated, variable rate, transport streams, names with dashes', async () => {
    const job = await importInto(engine, [
      container('portrait.MOV'),
      container('sample_h264.ts'),
      container('h265_10bits.mp4'),
      container('bear-vp9-odd-dimensions.webm'),
    ])
    expect(Object.values(inShort(job))).toEqual(['new', 'new', 'new', 'new'])
    for (const recording of await allRecordings(engine)) {
      const { pts } = await engine.client.recordings.frames({ id: recording.id })
      expect(pts).toHaveLength(recording.frames)
      expect(pts).toEqual(pts.toSorted((a, b) => a - b))
      expect(recording.playback.source, recording.fileName).not.toBe('none')
      expect(recording.thumbnails.length).toBeGreaterThan(0)
    }
  })

  it('without pictures in it is refused with the reason', async () => {
    const names = ['sample_audio_only.mp4', 'WrongFile.mp4', 'empty.flv']
    const job = await importInto(engine, names.map(container))
    expect(job.state).toBe('failed')
    expect(inShort(job)['sample_audio_only.mp4']).toBe('NO_VIDEO_STREAM')
    expect(outcomes(job).every((file) => 'error' in file)).toBe(true)
    expect(await allRecordings(engine)).toEqual([])
  })
})
