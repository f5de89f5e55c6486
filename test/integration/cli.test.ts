/** The `touchline` command as scripts and careful people use it: its lines, its exit codes, its refusals. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandsWithParts } from '../../scripts/setup/command-parts.mjs'
import { openLibrary } from '../../src/cli/open.ts'

const root = resolve(import.meta.dirname, '../..')
const sampleFolder = join(root, 'resources/sample')
const sample = join(sampleFolder, 'baseball.mp4')

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** stdout as --json promises it: an object per line, nothing else. */
  readonly lines: Record<string, unknown>[]
}

let folder: string
let library: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchline-cli-'))
  library = join(folder, 'a library')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function touchline(...args: string[]): Promise<Ended> {
  return new Promise((resolveEnd, reject) => {
    const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...args], { cwd: folder })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => {
      const lines = args.includes('--json')
        ? out
            .trim()
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : []
      resolveEnd({ code, out, err, lines })
    })
  })
}

const last = ({ lines }: Ended) => lines.at(-1) ?? {}

describe('systems', () => {
  it('are told with what they cost: ResNet-50 has 4.09 G multiplications a frame of 224 × 224', async () => {
    const { code, lines } = await touchline('systems', '--classes', '11', '--json')
    expect(code).toBe(0)
    const rlnet = lines.find(({ name }) => name === 'rlnet')!
    expect(rlnet).toMatchObject({ parameters: 23_508_032 + 4 * 512 * (2048 + 512 + 2) + 11 * 513 })
    expect((rlnet['flops'] as number) / (2 * 16 * 4.09e9)).toBeCloseTo(1, 2)
  })

  it('say nothing more where nobody listens any more', async () => {
    const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), 'systems', '--json'])
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise((resolveEnd) => child.once('close', resolveEnd))
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('weights', () => {
  const stored = (...args: string[]) => touchline('weights', ...args, '--library', join(folder, 'weights'), '--json')

  it('known names come with size, checksum and licence, and nothing is asked of anybody', async () => {
    const { code, lines } = await touchline('weights', 'known', '--json')
    expect(code).toBe(0)
    expect(lines).toContainEqual(expect.objectContaining({ name: 'torchvision-resnet50', sizeBytes: 102_530_333 }))
  })

  it('a file that is no network, a wrong name and an open address are refused, and nothing is stored', async () => {
    const wrong = join(root, 'test/fixtures/weights/whole-model.pth')
    const refusals = await Promise.all(
      [[wrong], ['resnet9000'], ['http://example.org/a.pth']].map(async ([from = '']) => {
        const own = join(folder, `weights ${from.length}`)
        return touchline('weights', 'add', from, '--library', own, '--json')
      }),
    )
    expect(refusals.map(({ code }) => code)).toEqual([2, 2, 2])
    expect(refusals.map((refusal) => (last(refusal)['error'] as { message: string }).message)).toEqual([
      expect.stringContaining('“torch.nn.modules.container.Sequential”'),
      expect.stringContaining('torchvision-resnet18'),
      expect.stringContaining('only https'),
    ])
    expect((await stored('list')).lines).toEqual([])
    expect((await stored('remove', 'nothing')).code).toBe(2)
  })
})

describe('asking', () => {
  it('every command explains itself', async () => {
    const { out } = await touchline('--help')
    const commands = [...out.matchAll(/^ {2}([a-z-]+)( \[| {2})/gm)].map(([, name]) => name ?? '')
    expect(commands).toEqual(
      expect.arrayContaining(['serve', 'import', 'frames', 'label', 'train', 'evaluate', 'report']),
    )
    for (const name of commands.filter((one) => one !== 'help')) {
      // Or a fresh machine would not fetch what it needs.
      expect(commandsWithParts).toContain(name)
      const { code, out: help } = await touchline(name, '--help')
      expect([name, code]).toEqual([name, 0])
      expect(help).toContain(`Usage: touchline ${name}`)
    }
  })

  it('what it does not know is refused with exit code 2, as is a number that is none', async () => {
    expect((await touchline('somersault')).code).toBe(2)
    expect((await touchline('frames')).code).toBe(2)
    const { code, err } = await touchline('train', '--data', folder, '--out', join(folder, 'm'), '--epochs', 'many')
    expect(code).toBe(2)
    expect(err).toContain('whole number')
  })

  it('what is refused is an object with --json, too', async () => {
    for (const args of [
      ['frames'],
      ['frames', 'a.mp4', '--loud'],
      ['serve', '--port', 'many'],
      ['serve', '--token', ''],
      ['label'],
    ]) {
      const ended = await touchline(...args, '--json')
      expect(ended.code).toBe(2)
      expect(ended.lines).toMatchObject([{ error: { code: 'INVALID_INPUT', message: expect.any(String) as string } }])
    }
  })

  it('a file’s name gives the terminal no orders', async () => {
    const { err } = await touchline('frames', join(folder, '\x1b]0;owned\x07.mp4'))
    expect(err).toContain('\\x1b]0;owned\\x07.mp4 does not exist')
  })

  it('is answered where nobody reads what is said beside the answer', async () => {
    const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), 'frames', '--json', join(folder, 'none.mp4')])
    child.stderr.destroy()
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const code = await new Promise((resolveEnd) => child.once('close', resolveEnd))
    expect([code, JSON.parse(out)]).toMatchObject([2, { error: { code: 'FILE_NOT_FOUND' } }])
  })
})

describe('dataset check', () => {
  const dir = () => join(folder, 'stand-in')

  it('tells faults and protocols line by line; faults alone are no failure, unless it is strict', async () => {
    const made = await touchline('make-stand-in', 'ut-interaction', dir(), '--small', '--json')
    expect(last(made)).toMatchObject({ name: 'ut-interaction', videos: 17 })
    const checked = await touchline('dataset', 'check', dir(), '--quick', '--json')
    expect(checked.code).toBe(0)
    expect(checked.lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['set', 'fault', 'protocol']) as unknown[],
    )
    expect((await touchline('dataset', 'check', dir(), '--quick', '--strict')).code).toBe(2)
  })

  it('a folder that nothing can be learned from, and a set that nobody knows, end with code 2', async () => {
    const refused = await touchline('dataset', 'check', sampleFolder, '--json')
    expect(refused.code).toBe(2)
    expect(last(refused)).toMatchObject({ error: { code: 'DATASET_UNUSABLE' } })
    expect((await touchline('make-stand-in', 'imagenet', dir())).code).toBe(2)
  })
})

describe('frames', () => {
  it('prints the frames that decode, with their times', async () => {
    const ended = await touchline('frames', sample, '--json')
    expect(ended.code).toBe(0)
    // Scripts read the start under this name.
    expect(last(ended)).toHaveProperty('startSeconds', expect.any(Number))
    const { frames, pts, timeBase, keyFrames } = last(ended) as {
      frames: number
      pts: number[]
      timeBase: object
      keyFrames: number[]
    }
    expect(frames).toBe(167)
    expect(pts).toHaveLength(167)
    expect(timeBase).toEqual({ num: 1, den: expect.any(Number) as number })
    // An edit list hides the first key frame, so that frame 0 is none itself.
    expect(keyFrames[0]).toBe(62)
    expect(last(ended)).toMatchObject({
      codec: 'h264',
      width: 640,
      height: 360,
      rotation: 0,
      variableFrameRate: expect.any(Boolean) as boolean,
    })
  })

  it('refuses what is no footage: one sentence that names the file, exit code 2, an object with --json', async () => {
    const text = join(folder, '-a "text" 🏸.mp4')
    await writeFile(text, 'not a video')
    const ended = await touchline('frames', '--json', '--', text)
    expect(ended.code).toBe(2)
    expect(last(ended)).toMatchObject({
      error: { code: 'NOT_A_VIDEO', message: expect.stringContaining(text) as string },
    })
    expect(ended.err).toContain(text)
    expect((await touchline('frames', join(folder, 'nothing.mp4'))).code).toBe(2)
  })
})

describe('a library', () => {
  it('takes in what can be read, says why not for the rest, and knows a file again', async () => {
    const broken = join(folder, 'broken.mp4')
    await writeFile(broken, readFileSync(sample).subarray(0, 3000))
    const into = ['--library', library, '--athlete', 'Ann', '--session', 'One', '--json']
    const ended = await touchline('import', ...into, sample, broken)
    expect(ended.code).toBe(2)
    expect(ended.lines).toMatchObject([
      { path: sample, recording: { frames: 167, fileName: 'baseball.mp4' } },
      {
        path: broken,
        error: { code: expect.any(String) as string, message: expect.stringContaining('broken.mp4') as string },
      },
    ])
    const again = await touchline('import', ...into, sample)
    expect(again.code).toBe(0)
    expect(again.lines).toMatchObject([{ duplicate: true, recording: { id: recordingIn(ended) } }])
  })

  it('adds, edits, lists and removes segments', async () => {
    const [recording] = await known()
    const at = ['--library', library, '--json']
    const added = await touchline(
      'label',
      'add',
      ...at,
      '--recording',
      recording!,
      '--label',
      'swing',
      '--first',
      '18',
      '--last',
      '38',
    )
    expect(added.lines).toMatchObject([{ label: 'swing', first: 18, last: 38, recordingId: recording }])
    const id = String(last(added)['id'])
    expect(last(await touchline('label', 'edit', ...at, '--segment', id, '--last', '40'))).toMatchObject({
      id,
      last: 40,
    })
    expect((await touchline('label', 'list', ...at)).lines).toMatchObject([{ id, first: 18, last: 40 }])
    const outside = await touchline(
      'label',
      'add',
      ...at,
      '--recording',
      recording!,
      '--label',
      'new one',
      '--first',
      '160',
      '--last',
      '167',
    )
    expect([outside.code, last(outside)]).toMatchObject([2, { error: { code: 'INVALID_INPUT' } }])
    const gone = await touchline('label', 'edit', ...at, '--segment', 'nobody', '--label', 'new two')
    expect([gone.code, last(gone)]).toMatchObject([2, { error: { code: 'NOT_FOUND' } }])
    // What was refused left no label behind, and a label is known by its name however it is written.
    const again = await touchline(
      ...['label', 'edit', ...at, '--segment', id, '--label', ' SWING', '--comment', 'late'],
    )
    expect(last(again)).toMatchObject({ id, label: 'swing', comment: 'late' })
    const engine = await openLibraryHere()
    expect((await engine.client.labels.list({})).map(({ name }) => name)).toEqual(['swing'])
    await engine.close()
    const clip = join(folder, 'swing.mp4')
    expect(last(await touchline('clip', ...at, '--segment', id, '--out', clip))).toMatchObject({
      frames: 23,
      file: clip,
    })
    expect(last(await touchline('frames', clip, '--json'))).toMatchObject({ frames: 23, startSeconds: 0, rotation: 0 })
    const over = await touchline('clip', ...at, '--segment', id, '--out', join(library, 'touchline.db'))
    expect([over.code, last(over)]).toMatchObject([2, { error: { code: 'CONFLICT' } }])
    const nowhere = await touchline('clip', ...at, '--segment', id, '--out', join(folder, 'nowhere/swing.mp4'))
    expect([nowhere.code, last(nowhere)]).toMatchObject([2, { error: { code: 'FILE_NOT_FOUND' } }])

    expect(last(await touchline('label', 'remove', ...at, '--segment', id))).toMatchObject({ id, removed: true })
    expect((await touchline('label', 'list', ...at)).lines).toEqual([])
  })

  it('that another process has open is refused, with that process named; the port opens only with the token', async () => {
    const server = spawn(process.execPath, [join(root, 'src/cli/main.ts'), 'serve', '--library', library, '--json'])
    try {
      const url = await new Promise<string>((found, reject) => {
        let out = ''
        server.stdout.on('data', (chunk: Buffer) => {
          out += chunk.toString()
          if (out.includes('\n')) found((JSON.parse(out) as { url: string }).url)
        })
        server.once('exit', () => reject(new Error('serve ended')))
      })
      expect((await fetch(new URL('/', url))).status).toBe(401)
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(303)
      const refused = await touchline('label', 'list', '--library', library, '--json')
      expect(refused.code).toBe(3)
      expect(last(refused)).toMatchObject({
        error: { code: 'LIBRARY_LOCKED', message: expect.stringContaining(String(server.pid)) as string },
      })
    } finally {
      // As a terminal that is closed does.
      server.kill('SIGHUP')
    }
    expect(await new Promise((ended) => server.once('exit', ended))).toBe(0)
    expect((await touchline('label', 'list', '--library', library, '--json')).code).toBe(0)
  })

  it('that is not there is not made by a command that only reads', async () => {
    const ended = await touchline('label', 'list', '--library', join(folder, 'nowhere'), '--json')
    expect([ended.code, last(ended)]).toMatchObject([3, { error: { code: 'LIBRARY_NOT_FOUND' } }])
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })
})

describe('learning', () => {
  it('draws a set, trains on it, measures, and proposes, without a library', async () => {
    const set = join(folder, 'set')
    const model = join(folder, 'model')
    const drawn = await touchline('make-dataset', set, '--athletes', '3', '--actions', '2', '--clips', '2', '--json')
    expect(last(drawn)).toMatchObject({ clips: 12, labels: ['jumping-jack', 'squat'] })

    const trained = await touchline(
      'train',
      '--data',
      set,
      '--preset',
      'quick',
      '--epochs',
      '2',
      '--seed',
      '3',
      '--out',
      model,
      '--json',
    )
    expect(trained.code).toBe(0)
    expect(trained.lines.filter(({ type }) => type === 'epoch')).toHaveLength(2)
    expect(last(trained)).toMatchObject({ type: 'model', modelDir: model, heldOut: { n: 4, groups: 1 } })

    const measured = await touchline('evaluate', '--model', model, '--data', set, '--json')
    const { n, top1, meanClassAccuracy, perClass, confusion, labels } = last(measured) as Record<string, never>
    expect([n, labels]).toEqual([12, ['jumping-jack', 'squat']])
    expect(confusion).toHaveLength(2)
    expect(perClass).toHaveLength(2)
    expect(top1).toBeGreaterThanOrEqual(0)
    expect(meanClassAccuracy).toBeLessThanOrEqual(1)
    const [half, single] = [
      await touchline('evaluate', '--model', model, '--data', set, '--views', '1', '--precision', 'bf16', '--json'),
      await touchline('evaluate', '--model', model, '--data', set, '--views', '1', '--predictions', '--json'),
    ]
    expect([half.code, last(half)['n']]).toEqual([0, 12])
    expect(single.lines.filter(({ type }) => type === 'prediction')).toHaveLength(12)
    const wrong = await touchline('evaluate', '--model', model, '--data', set, '--precision', 'bf8')
    expect([wrong.code, wrong.err]).toMatchObject([2, expect.stringContaining('float32, bf16')])

    const refused = await touchline('train', '--data', set, '--out', model, '--json')
    expect([refused.code, last(refused)]).toMatchObject([2, { error: { code: 'CONFLICT' } }])
    const unknown = await touchline(
      'explain',
      sample,
      '--model',
      model,
      '--label',
      'dive',
      '--out',
      join(folder, 'why'),
      '--json',
    )
    expect([unknown.code, last(unknown)]).toMatchObject([2, { error: { code: 'INVALID_INPUT' } }])
    const proposed = await touchline('predict', sample, '--model', model, '--min-confidence', '0', '--json')
    expect(proposed.code).toBe(0)
    expect(proposed.lines.slice(0, -1).length).toBe(last(proposed)['proposals'])
  })

  it('the demonstration runs the whole chain and ends with one line of JSON', async () => {
    const out = join(folder, 'demo')
    const ended = await touchline('demo', '--out', out, '--athletes', '4', '--epochs', '1')
    expect(ended.err).toContain('Report:')
    expect(ended.code).toBe(0)
    const summary = JSON.parse(ended.out.trim().split('\n').at(-1) ?? '') as Record<string, string>
    expect(summary).toMatchObject({ imported: 3, segments: 5, heldOutAccuracy: expect.any(Number) as number })
    for (const part of ['library', 'model', 'curvesJson', 'curvesSvg', 'proposalsFile', 'gradCam', 'reportFile']) {
      expect(existsSync(summary[part] ?? ''), part).toBe(true)
    }
  })
})

function openLibraryHere() {
  return openLibrary({ libraryDir: library, create: false, program: 'test' }, false)
}

function recordingIn(ended: Ended): string {
  const found = ended.lines.find((line) => 'recording' in line)?.['recording'] as { id: string } | undefined
  return found?.id ?? ''
}

async function known(): Promise<string[]> {
  const ended = await touchline(
    'import',
    '--library',
    library,
    '--athlete',
    'Ann',
    '--session',
    'One',
    '--json',
    sample,
  )
  return [recordingIn(ended)]
}
