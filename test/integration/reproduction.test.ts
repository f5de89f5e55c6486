/** The paper's tables on stand-ins of its sets: planned, run, killed, gone on with, written. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPaperTable } from '../../src/domain/paper-tables.ts'
import { computeEntry } from '../../src/engine/compute/environment.ts'
import { standaloneCompute } from '../../src/engine/compute/standalone.ts'
import type { ComputeLauncher } from '../../src/engine/context.ts'
import { makeStandIn } from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'
import { gradCamPage } from '../../src/engine/reproduction/grad-cam-page.ts'
import { writeTables } from '../../src/engine/reproduction/outputs.ts'
import { atScale } from '../../src/engine/reproduction/plan.ts'
import {
  planReproduction,
  reproduce,
  type ReproductionMeans,
  type ReproductionWish,
} from '../../src/engine/reproduction/reproduce.ts'
import { readRuns, runPlaces } from '../../src/engine/reproduction/run-store.ts'

let root: string
const set = (name: string) => join(root, name)
const out = (name: string) => join(root, 'out', name)

const compute = (threads: number) => standaloneCompute(computeEntry(), threads)
const nothing: ReproductionMeans = { compute }

function wish(name: string, tables: readonly string[], more: Partial<ReproductionWish> = {}): ReproductionWish {
  return {
    tables: tables.map((id) => findPaperTable(id)!),
    protocols: ['paper', 'honest'],
    scale: 'tiny',
    epochs: 1,
    seed: 1,
    data: set(name),
    out: out(name),
    jobs: 1,
    ...more,
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'touchline-reproduction-'))
  await makeStandIn({ name: 'ucf11', dir: set('ucf11'), small: true, seed: 1 })
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('a table', () => {
  const systems = ['rlnet', 'rlnet-c-cbam']
  const asked = () => wish('ucf11', ['table-3.2', 'figure-3.1', 'grad-cam'], { systems })

  it('is planned with every run once, and nothing is run for the plan', async () => {
    const plan = await planReproduction(asked(), {})
    expect(plan.runs.map(({ run }) => [run.system, run.protocol.kind])).toEqual([
      ['rlnet', 'paper'],
      ['rlnet-c-cbam', 'paper'],
      ['rlnet', 'honest'],
      ['rlnet-c-cbam', 'honest'],
    ])
    expect(plan.runs.every(({ isDone, secs, modelBytes }) => !isDone && secs > 0 && modelBytes > 0)).toBe(true)
    expect(existsSync(join(out('ucf11'), 'runs'))).toBe(false)
  })

  it('keeps its runs, splits and keys, whichever scale it was planned at first', async () => {
    const runsAt = async (of: ReproductionWish) => (await planReproduction(of, {})).runs.map(({ run }) => run)
    const published = wish('ucf11', ['table-3.2'], { scale: 'paper', epochs: undefined })
    const laptop = { ...published, scale: 'laptop', epochs: 2 } as const
    const runs = await runsAt(published)
    const smallRuns = atScale(runs, laptop)
    expect(smallRuns).toEqual(await runsAt(laptop))
    expect(new Set([...runs, ...smallRuns].map(({ key }) => key)).size).toBe(2 * runs.length)
  })

  it('is written whole: the paper’s number, ours with its interval, the protocol; what was not asked for is not run', async () => {
    const seen: string[] = []
    const written = await reproduce(asked(), {
      ...nothing,
      onRun: (run, event) => void (event.type === 'done' && seen.push(run.key)),
    })
    expect(new Set(seen).size).toBe(4)
    const { rows, notes } = written.find(({ table }) => table.id === 'table-3.2')!
    expect(rows).toHaveLength(10)
    for (const row of rows) {
      expect(row.measured === null).toBe(!systems.includes(row.system))
      if (row.measured === null) continue
      const { accuracy, interval, clips, difference } = row.measured
      expect(interval[0]).toBeLessThanOrEqual(accuracy)
      expect(interval[1]).toBeGreaterThanOrEqual(accuracy)
      expect(difference).toBeCloseTo(accuracy - row.paper!, 10)
      expect(clips).toBeGreaterThan(0)
    }
    expect(notes.join(' ')).toMatch(/Scale “tiny”/)
    expect(notes.join(' ')).toMatch(/not whole/)
  })

  it('stands in Markdown, CSV and HTML, and never has the paper’s number under ours', async () => {
    const [markdown, csv, page] = await Promise.all(
      ['md', 'csv', 'html'].map((kind) => readFile(join(out('ucf11'), `table-3.2.${kind}`), 'utf8')),
    )
    for (const text of [markdown!, csv!, page!]) expect(text.match(/not run/g)).toHaveLength(6)
    for (const line of markdown!.split('\n').filter((one) => one.includes('not run'))) {
      const [, , paper, ours] = line.split('|').map((cell) => cell.trim())
      expect(Number(paper)).toBeGreaterThan(90)
      expect(ours).toBe('not run')
    }
    expect(page).toContain("default-src 'none'")
    expect(page!.match(/<th scope="rowgroup"[^>]*>[^<]*/g)!.map((head) => head.split('>')[1])).toEqual([
      'Protocol “paper”: random 60/20/20',
      'Protocol “honest”: 60/20/20 by group',
    ])
    const pictures = await readFile(join(out('ucf11'), 'grad-cam-honest.html'), 'utf8')
    // Three clips, two systems, three frames.
    expect(pictures.match(/data:image\/png/g)).toHaveLength(18)
    expect(await readFile(join(out('ucf11'), 'figure-3.1-paper.svg'), 'utf8')).toContain('RLNet-C-CBAM')
  })

  it('shows of a clip that is a part of a film where the networks look in that part', async () => {
    const run = (await readRuns(out('ucf11'))).done.find(({ system }) => system === 'rlnet')!
    const { clips } = (await planReproduction(asked(), {})).prepared.set
    const part = { first: 9, last: 14 }
    const clipOf = (of: string) => ({ file: clips.find(({ key }) => key === of)!.file, range: part })
    const firsts: number[] = []
    const launcher: ComputeLauncher = {
      run: (request, means) => {
        if (request.kind === 'explain') firsts.push(request.first)
        return compute(1).run(request, means)
      },
    }
    await gradCamPage({ out: out('ucf11'), runs: [run], clipOf, title: 'Parts', notes: [] }, { compute: launcher })
    expect(firsts).toEqual([9, 9, 9])
  })

  it('says on its figures which set is shown where it is another than the paper’s', async () => {
    const { prepared, runs } = await planReproduction(asked(), {})
    const set = { ...prepared.set, name: 'ucf101', title: 'UCF101' } as const
    const planned = runs.map(({ run }) => run)
    await writeTables({ out: out('ucf11'), wish: asked(), set, planned, failures: [] })
    const svg = await readFile(join(out('ucf11'), 'figure-3.1-honest.svg'), 'utf8')
    expect(svg).toContain('on UCF11 (in its place UCF101, 60/20/20 by group)')
  })

  it('is not run again: what is done is taken as it is, for other tables too', async () => {
    const written = await reproduce(wish('ucf11', ['table-3.3'], { systems: ['rlnet-c-cbam'] }), {
      compute: () => ({ run: () => Promise.reject(new Error('nothing is left to compute')) }),
    })
    expect(written[0]!.rows.filter(({ measured }) => measured !== null)).toHaveLength(2)
  })

  it('says of a result that it can’t be read, and counts it as not run', async () => {
    const [first] = await readdir(join(out('ucf11'), 'runs'))
    const file = join(out('ucf11'), 'runs', first!, 'run.json')
    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.slice(0, whole.length / 2))
    const plan = await planReproduction(asked(), {})
    expect(plan.runs.filter(({ isDone }) => !isDone)).toHaveLength(1)
    expect((await readRuns(out('ucf11'))).damaged).toEqual([file])
    await writeFile(file, whole)
  })

  it('is another one when a clip changes', async () => {
    const [clip] = (await planReproduction(asked(), {})).prepared.set.clips
    // A few bytes after the end: the pictures stay, the content does not.
    await appendFile(clip!.file, Buffer.alloc(8))
    const plan = await planReproduction(asked(), {})
    expect(plan.runs.some(({ isDone }) => isDone)).toBe(false)
  })

  it('is refused to a second process, and goes on after a kill with what was done', async () => {
    const place = out('killed')
    const options = { systems, out: place, protocols: ['paper'], epochs: 3 } as const
    const args = ['reproduce', 'table-3.2', '--data', set('ucf11'), '--out', place, '--scale', 'tiny', '--epochs', '3']
    const cli = join(import.meta.dirname, '../../src/cli/main.ts')
    const child = fork(cli, [...args, '--protocol', 'paper', '--systems', systems.join(','), '--json'], {
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    })
    const gone = once(child, 'exit')
    await new Promise<void>((resolve) => {
      child.stdout!.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('"type":"run"')) resolve()
      })
    })
    const again = wish('ucf11', ['table-3.2'], options)
    await expect(reproduce(again, nothing)).rejects.toMatchObject({ code: 'LIBRARY_LOCKED' })
    child.kill('SIGKILL')
    await gone
    const begun: string[] = []
    const [written] = await reproduce(again, {
      ...nothing,
      onRun: (run, event) => void (event.type === 'begun' && begun.push(run.system)),
    })
    expect(begun).toEqual(['rlnet-c-cbam'])
    expect(written!.rows.filter(({ measured }) => measured !== null)).toHaveLength(2)
  })

  it('says on Ctrl-C how it goes on', async () => {
    const cli = join(import.meta.dirname, '../../src/cli/main.ts')
    const args = ['--data', set('ucf11'), '--out', out('stopped'), '--scale', 'tiny', '--systems', 'rlnet', '--json']
    const child = fork(cli, ['reproduce', 'table-3.2', ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    let told = ''
    child.stderr!.on('data', (chunk: Buffer) => void (told += chunk.toString()))
    child.stdout!.once('data', () => child.kill('SIGINT'))
    expect(await once(child, 'exit')).toEqual([5, null])
    expect(told).toContain('The same command goes on')
  })

  it('has a run that failed below it by name, while the others go on, past what can’t be read of them', async () => {
    const place = out('failing')
    const again = wish('ucf11', ['table-3.2'], { systems, out: place, protocols: ['paper'] })
    const [blocked, spoilt] = (await planReproduction(again, {})).runs.map(({ run }) => runPlaces(place, run))
    await mkdir(spoilt!.model, { recursive: true })
    await mkdir(spoilt!.checkpoints)
    await writeFile(join(spoilt!.model, 'model.json'), '{')
    await writeFile(join(spoilt!.checkpoints, 'last.safetensors'), 'no checkpoint')
    await writeFile(blocked!.folder, 'in the way')
    const failed: string[] = []
    const onRun: ReproductionMeans['onRun'] = (run, event) => void (event.type === 'failed' && failed.push(run.system))
    const [written] = await reproduce(again, { ...nothing, onRun })
    expect(failed).toEqual(['rlnet'])
    expect(written!.rows.flatMap(({ system, measured }) => (measured ? [system] : []))).toEqual(['rlnet-c-cbam'])
    expect(await readFile(join(place, 'table-3.2.md'), 'utf8')).toMatch(
      /Failed, and counts as not run: RLNet, random 60\/20\/20: /,
    )
    await rm(blocked!.folder)
    const [whole] = await reproduce(again, nothing)
    expect(whole!.rows.filter(({ measured }) => measured !== null)).toHaveLength(2)
    expect(whole!.notes.join(' ')).not.toMatch(/Failed/)
  })

  it('that no table has is refused with those there are, before the set is looked through', async () => {
    const data = join(root, 'not there')
    await expect(planReproduction(wish('ucf11', ['table-3.2'], { systems: ['c3d'], data }), {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('rlnet-cbam') as string,
    })
  })

  it('starts from published weights where its systems are built on them, which makes other runs of it', async () => {
    const weights = { file: '/weights.pth', name: 'weights.pth', source: 'file', licence: '', sha256: 'ab' }
    const starts = [{ backbone: 'resnet50', weights } as const]
    const asked = wish('ucf11', ['table-3.6'], {
      scale: 'paper',
      protocols: ['paper'],
      systems: ['rlnet-c-cbam', 'c3d'],
    })
    const [random, started] = [await planReproduction(asked, {}), await planReproduction({ ...asked, starts }, {})]
    const begun = new Map(started.runs.map(({ run }) => [run.system, run.startFrom]))
    expect(begun.get('rlnet-c-cbam')).toEqual(weights)
    expect(begun.get('c3d')).toBeNull()
    const keys = (plan: typeof random) => new Map(plan.runs.map(({ run }) => [run.system, run.key]))
    expect(keys(started).get('c3d')).toBe(keys(random).get('c3d'))
    expect(keys(started).get('rlnet-c-cbam')).not.toBe(keys(random).get('rlnet-c-cbam'))
    await expect(planReproduction({ ...asked, scale: 'tiny', starts }, {})).rejects.toThrow(
      /fit the systems as published/,
    )
    const unfit = { ...asked, starts, systems: ['c3d'] }
    await expect(planReproduction(unfit, {})).rejects.toThrow(/None of the systems .* is built on resnet50/)
  })
})
