import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ComputeEvent } from '../../contract/compute.ts'
import type { ComputeTask } from '../context.ts'
import { createComputeLauncher } from './launcher.ts'

let folder = ''
const logged: string[] = []
const log = { info: (text: string) => void logged.push(text), warn: (text: string) => void logged.push(text) }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-launcher-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const description = { backend: 'made up', version: '1', devices: [], canTrain: false, note: '', whyNoBf16: null }
const answer = JSON.stringify({ type: 'result', result: { kind: 'describe', description } })
const ask: ComputeTask = { kind: 'describe' }

/** A launcher whose compute process is this program. */
async function launcherOf(name: string, program: string) {
  const entry = path.join(folder, `${name}.mjs`)
  await writeFile(entry, program)
  return createComputeLauncher({ entry, ffmpeg: () => 'ffmpeg', log, graceSecs: 0.5 })
}

describe('compute launcher', () => {
  test('hands over events and the result, with the request filled in', async () => {
    const launcher = await launcherOf(
      'answers',
      `process.once('message', (request) => {
        process.send({ type: 'log', text: [request.kind, request.backend, process.env.GLIBC_TUNABLES, process.execArgv.length].join(' ') })
        process.send({ type: 'progress', phase: 'Looking', done: 1, total: 2 })
        process.send(${answer}, () => process.exit(0))
      })`,
    )
    const events: ComputeEvent[] = []
    const result = await launcher.run(ask, { onEvent: (event) => events.push(event) })
    expect(result).toEqual({ kind: 'describe', description })
    expect(events.map((event) => event.type)).toEqual(['log', 'progress', 'result'])
    expect(events[0]).toEqual({ type: 'log', text: 'describe auto glibc.malloc.hugetlb=1 0' })
  })

  test('a crash says how it ended and keeps the last lines it wrote', async () => {
    const launcher = await launcherOf(
      'crashes',
      `process.once('message', () => { console.error('tensor of the wrong shape'); process.abort() })`,
    )
    const problem = await launcher.run(ask, {}).catch((caught: unknown) => caught)
    expect(problem).toMatchObject({ code: 'COMPUTE_CRASHED' })
    expect(problem).toHaveProperty('message', expect.stringMatching(/SIGABRT|exit code/))
    expect(problem).toHaveProperty('details.stderr', expect.arrayContaining(['tensor of the wrong shape']))
    expect(logged).toContain('compute: tensor of the wrong shape')
  })

  test('a module that is not there is a crash, not a wait without end', async () => {
    const launcher = createComputeLauncher({ entry: path.join(folder, 'absent.mjs'), ffmpeg: () => 'ffmpeg', log })
    await expect(launcher.run(ask, {})).rejects.toMatchObject({ code: 'COMPUTE_CRASHED' })
  })

  test("the child's own problem comes through with its code and details", async () => {
    const launcher = await launcherOf(
      'refuses',
      `process.once('message', () => process.send(
        { type: 'problem', code: 'MODEL_UNUSABLE', message: 'No weights.', details: { file: 'w' } }, () => process.exit(1)))`,
    )
    await expect(launcher.run(ask, {})).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: 'No weights.',
      details: { file: 'w' },
    })
  })

  test('what does not fit the protocol ends the process instead of reaching the engine', async () => {
    const launcher = await launcherOf(
      'babbles',
      `process.once('message', () => process.send({ type: 'result', result: { kind: 'describe' } })); setInterval(() => {}, 1000)`,
    )
    await expect(launcher.run(ask, {})).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  test('stopping kills even a process that does not listen, and is told as cancelled', async () => {
    const launcher = await launcherOf(
      'stubborn',
      `process.on('SIGTERM', () => {}); process.once('message', () => process.send({ type: 'log', text: String(process.pid) })); setInterval(() => {}, 1000)`,
    )
    const stop = new AbortController()
    let pid = 0
    const running = launcher.run(ask, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'log') pid = Number(event.text)
        stop.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(pid).toBeGreaterThan(0)
    expect(() => process.kill(pid, 0)).toThrow()
  })

  test('an ffmpeg that is missing is said before anything starts', async () => {
    const launcher = createComputeLauncher({
      entry: path.join(folder, 'absent.mjs'),
      ffmpeg: () => Promise.reject(new Error('no ffmpeg')),
      log,
    })
    const task: ComputeTask = { kind: 'evaluate', modelDir: folder, clipSet: emptySet }
    await expect(launcher.run(task, {})).rejects.toThrow('no ffmpeg')
  })
})

const emptySet = { labels: ['a'], clips: [], hash: '', protocol: '', footage: {} }
