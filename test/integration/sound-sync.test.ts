/** Synchronising by sound, with films that ffmpeg makes: what fails here puts one camera's labels beside the moment in another. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { soundMatch, type SoundMatch } from '../../src/contract/labelling.ts'
import { frameToSecs } from '../../src/domain/frames.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { fileUrl, runFfmpeg } from '../../src/media/ffmpeg.ts'
import { jobDone } from '../fixtures/labelled-library.ts'
import { strokeSamples, type Microphone } from '../fixtures/stroke-sound.ts'
import { importInto, importOne, makeWorkplace, problemOf } from '../fixtures/workplace.ts'
import type { Workplace } from '../fixtures/workplace.ts'

let workplace: Workplace
let engine: Engine
const ids = new Map<string, string>()
let sessionId: string

interface Film {
  readonly fileName: string
  readonly fps: number
  readonly lengthSecs: number
  readonly sound: Microphone | null
}

async function make({ fileName, fps, lengthSecs, sound }: Film): Promise<string> {
  const out = join(workplace.dir, fileName)
  const raw = join(workplace.dir, 'sound.raw')
  const picture = ['-f', 'lavfi', '-i', `color=c=gray:size=64x48:rate=${fps}:duration=${lengthSecs}`]
  const heard = ['-f', 's16le', '-ar', String(sound?.rate ?? 16_000), '-ac', '1', '-i', fileUrl(raw)]
  if (sound !== null) await writeFile(raw, strokeSamples(sound, lengthSecs))
  else await writeFile(raw, new Int16Array(lengthSecs * 16_000))
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-b:a', '96k']
  const mute = fileName === 'mute.mp4'
  const end = await runFfmpeg({ args: [...picture, ...(mute ? [] : heard), ...codecs, '-y', fileUrl(out)] })
  if (end.exitCode !== 0) throw new Error(end.log.join('\n'))
  return out
}

const films: readonly Film[] = [
  { fileName: 'main.mp4', fps: 25, lengthSecs: 40, sound: { seed: 1, fromSecs: 0, rate: 48_000 } },
  { fileName: 'later.mp4', fps: 30, lengthSecs: 25, sound: { seed: 1, fromSecs: 3.217 } },
  { fileName: 'noisy.mp4', fps: 50, lengthSecs: 25, sound: { seed: 1, fromSecs: 8.05, rate: 44_100, noise: 0.08 } },
  { fileName: 'telephone.mp4', fps: 25, lengthSecs: 30, sound: { seed: 1, fromSecs: -2.5, rate: 8000 } },
  { fileName: 'other.mp4', fps: 25, lengthSecs: 30, sound: { seed: 9, fromSecs: 0 } },
  { fileName: 'mute.mp4', fps: 25, lengthSecs: 4, sound: null },
  { fileName: 'silent.mp4', fps: 25, lengthSecs: 4, sound: null },
]

beforeAll(async () => {
  workplace = await makeWorkplace()
  engine = await workplace.open()
  const paths: string[] = []
  for (const film of films) paths.push(await make(film))
  await importInto(engine, paths, { athlete: 'Ann', session: 'Court' })
  for (const { sessions } of await engine.client.library.tree({})) {
    for (const session of sessions) {
      sessionId = session.id
      for (const recording of session.recordings) ids.set(recording.fileName, recording.id)
    }
  }
}, 120_000)
afterAll(async () => {
  await engine.close()
  await workplace.remove()
})

async function match(fileName: string, reference = 'main.mp4'): Promise<SoundMatch> {
  const pair = { recordingId: ids.get(fileName)!, referenceId: ids.get(reference)! }
  const { jobId } = await engine.client.sync.fromSound(pair)
  return soundMatch.parse((await jobDone(engine, jobId)).result)
}

describe('the offset of two cameras by their sounds', () => {
  it.each([
    ['later.mp4', 3.217],
    ['noisy.mp4', 8.05],
    ['telephone.mp4', -2.5],
  ])('is found to a hundredth of a second: %s', async (fileName, startSecs) => {
    const found = await match(fileName)
    expect(Math.abs(found.offsetSecs - startSecs), `${found.offsetSecs}`).toBeLessThan(0.01)
    expect(found.confidence).toBeGreaterThan(0.25)
    expect(found.points).toHaveLength(1)
    const [{ frame, sessionSecs } = { frame: 0, sessionSecs: 0 }] = found.points
    const table = await engine.client.recordings.frames({ id: ids.get(fileName)! })
    expect(sessionSecs - frameToSecs(table, frame)).toBeCloseTo(found.offsetSecs, 6)
    const { points, confidence, recordingId } = found
    await engine.client.sync.set({ recordingId, method: 'sound', points, confidence })
    expect(await engine.client.sync.list({ sessionId })).toContainEqual({
      recordingId,
      method: 'sound',
      points,
      confidence,
    })
  })

  it('counts in the session’s time, where the camera it is compared with is tied itself', async () => {
    const { recordingId, points } = await match('later.mp4')
    await engine.client.sync.set({
      recordingId,
      method: 'typed',
      points: [{ frame: 0, sessionSecs: 100 }],
      confidence: null,
    })
    const found = await match('noisy.mp4', 'later.mp4')
    const table = await engine.client.recordings.frames({ id: ids.get('noisy.mp4')! })
    const [{ frame, sessionSecs } = { frame: 0, sessionSecs: 0 }] = found.points
    expect(Math.abs(sessionSecs - frameToSecs(table, frame) - (100 + 8.05 - 3.217))).toBeLessThan(0.01)
    await engine.client.sync.set({ recordingId, method: 'sound', points, confidence: 0.5 })
  })

  it('is not trusted where the sounds are of different events', async () => {
    expect((await match('other.mp4')).confidence).toBeLessThan(0.25)
  })

  it('is refused with plain words where there is nothing to hear', async () => {
    const ask = (fileName: string) =>
      engine.client.sync.fromSound({ recordingId: ids.get(fileName)!, referenceId: ids.get('main.mp4')! })
    const mute = await problemOf(ask('mute.mp4'))
    expect(mute).toMatchObject({ code: 'INVALID_INPUT' })
    expect(mute.message).toContain('mute.mp4 has no sound')
    expect(await problemOf(ask('main.mp4'))).toMatchObject({ code: 'INVALID_INPUT' })
    const { jobId } = await ask('silent.mp4')
    const { state, problem } = await engine.context.jobs.whenOver(jobId)
    expect(state).toBe('failed')
    expect(problem?.message).toContain('Nothing is heard in silent.mp4')
  })

  it('stops when it is cancelled, and leaves nothing behind', async () => {
    const before = await engine.client.sync.list({ sessionId })
    const { jobId } = await engine.client.sync.fromSound({
      recordingId: ids.get('later.mp4')!,
      referenceId: ids.get('main.mp4')!,
    })
    await engine.client.jobs.cancel({ id: jobId })
    expect((await engine.context.jobs.whenOver(jobId)).state).toBe('cancelled')
    expect(await engine.client.sync.list({ sessionId })).toEqual(before)
  })

  it(
    'comes with a second moment, far from the first, where a camera’s clock drifts',
    { timeout: 120_000 },
    async () => {
      const lengthSecs = 130
      const long = [
        { fileName: 'long.mp4', fps: 5, lengthSecs, sound: { seed: 1, fromSecs: 0 } },
        // Its clock takes 16,004 samples in a second and counts 16,000: a quarter of a thousandth fast.
        {
          fileName: 'drifting.mp4',
          fps: 5,
          lengthSecs,
          sound: { seed: 1, fromSecs: 2, trueRate: 16_004 },
        },
      ]
      for (const film of long) {
        ids.set(film.fileName, await importOne(engine, await make(film), { athlete: 'Ann', session: 'Match' }))
      }
      const found = await match('drifting.mp4', 'long.mp4')
      expect(found.points).toHaveLength(2)
      const table = await engine.client.recordings.frames({ id: ids.get('drifting.mp4')! })
      for (const { frame, sessionSecs } of found.points) {
        expect(Math.abs(2 + frameToSecs(table, frame) * (16_000 / 16_004) - sessionSecs)).toBeLessThan(0.01)
      }
      expect(found.driftSecsPerHour).toBeCloseTo(3600 * (16_004 / 16_000 - 1), 0)
    },
  )
})
