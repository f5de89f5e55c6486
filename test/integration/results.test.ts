/** The paper's tables from the window: a folder looked at, planned, measured, stopped, gone on with, found again. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ResultsWish } from '../../src/contract/results.ts'
import { routes } from '../../src/contract/routes.ts'
import type { Job } from '../../src/contract/things.ts'
import { findPaperTable } from '../../src/domain/paper-tables.ts'
import { makeStandIn } from '../../src/engine/datasets/owners/stand-ins/make-stand-in.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { reproduce } from '../../src/engine/reproduction/reproduce.ts'
import { startChild } from '../fixtures/child.ts'
import { makeWorkplace, problemOf, type Workplace } from '../fixtures/workplace.ts'

let place: Workplace
let engine: Engine
let data: string
/** Of the first measurement, which the later tests look at. */
let resultsId: string

const systems = ['rlnet', 'rlnet-c-cbam']
const asked = (more: Partial<ResultsWish> = {}): ResultsWish => ({
  data,
  tables: ['table-3.2', 'figure-3.1'],
  protocols: ['paper'],
  scale: 'tiny',
  epochs: 1,
  systems,
  seed: 1,
  ...more,
})
const folderOf = (id: string) => join(place.libraryDir, 'results', id)
const resultsOf = async (id: string) => (await engine.client.results.list({})).find((one) => one.id === id)!

async function measure(wish: ResultsWish): Promise<Job> {
  const { jobId } = await engine.client.results.start(wish)
  return engine.context.jobs.whenOver(jobId)
}

beforeAll(async () => {
  place = await makeWorkplace()
  data = join(place.dir, 'YouTube Action')
  await makeStandIn({ name: 'ucf11', dir: data, small: true, seed: 1 })
  engine = await place.open()
})
afterAll(async () => {
  await engine.close()
  await place.remove()
})

it('the tables are offered with the paper’s numbers, and with what this version can train', async () => {
  const tables = await engine.client.results.tables({})
  const table = tables.find(({ id }) => id === 'table-3.4')!
  expect(table.heading).toMatch(/^Table 3\.4\. /)
  expect(table.rows[0]).toMatchObject({ system: 'rlnet', paper: 90.78, known: true })
  expect(table.rows[0]!.paperFolds).toHaveLength(5)
  expect(tables.map(({ id }) => id)).toContain('systems')
})

it('a folder is told for what it is without decoding anything, and its wish has a price before it starts', async () => {
  const check = await engine.client.results.check({ data })
  expect(check.set.name).toBe('ucf11')
  expect(check.unread).toBe(check.found)
  expect(check.protocols.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['paper', 'honest']))
  expect(check.protocols.find(({ kind }) => kind === 'honest')!.leaking).toBe(0)
  expect(check.faults.map(({ kind }) => kind)).toContain('quirk')
  const plan = await engine.client.results.plan(asked({ protocols: ['paper', 'honest'] }))
  expect(plan.groups.map(({ system, protocol, done }) => [system, protocol, done])).toEqual([
    ['rlnet', 'paper', 0],
    ['rlnet-c-cbam', 'paper', 0],
    ['rlnet', 'honest', 0],
    ['rlnet-c-cbam', 'honest', 0],
  ])
  expect(plan.secsByScale.paper).toBeGreaterThan(plan.secsByScale.laptop)
  expect(plan.secsByScale.laptop).toBeGreaterThan(plan.secsByScale.tiny)
  expect(plan.freeBytes).toBeGreaterThan(plan.bytesLeft)
  expect(await engine.client.results.list({})).toEqual([])
  // Who looks for a folder is shown folders alone.
  const { entries } = await engine.client.files.list({
    path: join(data, 'UCF11_updated_mpg', 'diving'),
    kind: 'folder',
  })
  expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['folder']))
})

it('what can’t be measured is refused before there is a job', async () => {
  const refused = async (wish: ResultsWish) => (await problemOf(engine.client.results.start(wish))).code
  expect(await refused(asked({ data: '/etc' }))).toBe('PATH_NOT_ALLOWED')
  expect(await refused(asked({ data: 'YouTube Action' }))).toBe('PATH_NOT_ALLOWED')
  await symlink('/etc', join(place.dir, 'a way out'))
  expect(await refused(asked({ data: join(place.dir, 'a way out') }))).toBe('PATH_NOT_ALLOWED')
  expect((await problemOf(engine.client.results.check({ data: join(place.dir, '..') }))).code).toBe('PATH_NOT_ALLOWED')
  expect(await refused(asked({ data: join(place.dir, 'gone') }))).toBe('FILE_NOT_FOUND')
  expect(await refused(asked({ systems: ['c3d'] }))).toBe('INVALID_INPUT')
  await mkdir(join(place.dir, 'empty'))
  expect(await refused(asked({ data: join(place.dir, 'empty') }))).toBe('DATASET_UNUSABLE')
  expect(await engine.client.jobs.list({})).toEqual([])
})

it('a table is measured by a job that says which run it is at; what was not asked for is not run', async () => {
  const phases = new Set<string>()
  const stop = new AbortController()
  const watching = (async () => {
    for await (const event of await engine.client.jobs.watch({}, { signal: stop.signal })) {
      if (event.type === 'job') phases.add(event.job.phase)
    }
  })().catch(() => undefined)
  const started = await engine.client.results.start(asked())
  resultsId = started.resultsId
  expect((await problemOf(engine.client.results.start(asked()))).code).toBe('CONFLICT')
  const job = await engine.context.jobs.whenOver(started.jobId)
  stop.abort()
  await watching
  expect(job).toMatchObject({ state: 'done', result: { resultsId, runs: 2, failures: [] } })
  expect([...phases].join('\n')).toMatch(/Run 2 of 2: RLNet₁,₂ \+ C-CBAM, paper: Training/)

  const { tables, set, scale, epochs } = await resultsOf(resultsId)
  expect({ name: set.name, scale, epochs }).toEqual({ name: 'ucf11', scale: 'tiny', epochs: 1 })
  expect(tables.map(({ table }) => table)).toEqual(['table-3.2', 'figure-3.1'])
  const { rows, notes, files } = tables[0]!
  expect(rows.map(({ system, measured }) => [system, measured !== null])).toEqual(
    findPaperTable('table-3.2')!.rows.map(({ system }) => [system, systems.includes(system)]),
  )
  expect(notes.join(' ')).toMatch(/Scale “tiny”/)
  expect(files).toEqual(['table-3.2.md', 'table-3.2.csv', 'table-3.2.html'])
  expect(await readFile(join(folderOf(resultsId), 'table-3.2.md'), 'utf8')).toContain(
    `| ${rows[0]!.measured!.accuracy.toFixed(2)} |`,
  )

  const runs = await engine.client.results.runs({ id: resultsId, table: 'figure-3.1' })
  expect(runs.map(({ record, curves }) => [record.system, curves.length])).toEqual([
    ['rlnet', 1],
    ['rlnet-c-cbam', 1],
  ])
  expect(runs[0]!.record.evaluation.top1 * 100).toBeCloseTo(rows[0]!.measured!.accuracy, 10)
  const after = await engine.client.results.plan(asked())
  expect(after).toMatchObject({ resultsId, unread: 0, runs: 2, done: 2, secsLeft: 0 })
})

it('what was written is served under a policy that lets nothing run, and nothing else of the folder is', async () => {
  const get = (address: string) => engine.handle(new Request(`http://localhost${address}`))
  const page = await get(routes.result(resultsId, 'table-3.2.html'))
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
  )
  expect(await page.text()).toContain('not run')
  expect((await get(routes.result(resultsId, 'table-3.2.csv'))).headers.get('content-type')).toContain('text/csv')
  await writeFile(join(place.dir, 'secret'), 'not yours')
  await symlink(join(place.dir, 'secret'), join(folderOf(resultsId), 'table-9.html'))
  const elsewhere = ['touchline.lock', 'runs', '../touchline.db', 'table-9.html', 'table-3.3.md', 'table-3.2.md/..']
  for (const file of elsewhere) expect([file, (await get(routes.result(resultsId, file))).status]).toEqual([file, 404])
  for (const id of ['..', 'footage', 'no-such']) expect((await get(routes.result(id, 'table-3.2.md'))).status).toBe(404)
})

it('a run that was killed or cancelled goes on from its last epoch; the folder is the terminal’s as well', async () => {
  const wish = asked({ tables: ['table-3.2'], epochs: 40, systems: ['rlnet'] })
  const { resultsId: id } = await engine.client.results.plan(wish)
  const hasCheckpoint = async () => {
    const files = await readdir(folderOf(id), { recursive: true }).catch(() => [])
    return files.some((file) => file.endsWith('last.safetensors'))
  }
  await engine.close()
  const child = startChild('measure-until-killed.ts', [place.libraryDir, place.dir, JSON.stringify(wish)])
  while (!(await hasCheckpoint())) expect(await child.nextLine()).toMatchObject({ resultsId: id })
  await child.kill()

  engine = await place.open()
  const found = await resultsOf(id)
  expect(found).toMatchObject({ job: { state: 'interrupted' }, wish: { epochs: 40 } })
  expect(found.tables[0]!.rows.every(({ measured }) => measured === null)).toBe(true)
  const epochGoneOnFrom = async (jobId: string) => {
    const log = (await engine.client.jobs.log({ id: jobId })).join('\n')
    return Number(/Going on after epoch (\d+) of 40/.exec(log)?.[1] ?? 0)
  }
  const { jobId } = await engine.client.results.start(found.wish!)
  for await (const event of await engine.client.jobs.watch({})) {
    if (event.type === 'job' && event.job.id === jobId && (await epochGoneOnFrom(jobId)) > 0) break
  }
  await engine.client.jobs.cancel({ id: jobId })
  expect((await engine.context.jobs.whenOver(jobId)).state).toBe('cancelled')
  expect(await resultsOf(id)).toMatchObject({ job: { state: 'cancelled' } })

  const job = await measure(found.wish!)
  expect(job.state).toBe('done')
  expect(await epochGoneOnFrom(job.id)).toBeGreaterThanOrEqual(await epochGoneOnFrom(jobId))
  expect((await resultsOf(id)).tables[0]!.rows[0]!.measured).not.toBeNull()

  // What the terminal is asked for in this folder is already there.
  const [written] = await reproduce(
    { ...wish, tables: [findPaperTable('table-3.2')!], out: folderOf(id), jobs: 1 },
    { compute: () => ({ run: () => Promise.reject(new Error('nothing is left to compute')) }) },
  )
  expect(written!.rows[0]!.measured).toEqual((await resultsOf(id)).tables[0]!.rows[0]!.measured)
})

it('a run that fails is named in the result while the others go on, and a damaged table is said to be one', async () => {
  const plan = await engine.client.results.plan(asked())
  const { runs } = (await resultsOf(plan.resultsId)).tables[0]!
  const blocked = join(folderOf(resultsId), 'runs', `rlnet-${runs[0]!.key}`)
  await rm(blocked, { recursive: true })
  await writeFile(blocked, 'in the way')
  const job = await measure(asked({ tables: ['table-3.2'] }))
  expect(job.state).toBe('done')
  expect(job.result!['failures']).toEqual([expect.stringMatching(/^RLNet, paper: /)])
  const [table] = (await resultsOf(resultsId)).tables
  expect(table!.rows.filter(({ measured }) => measured !== null).map(({ system }) => system)).toEqual(['rlnet-c-cbam'])
  expect(table!.failures).toHaveLength(1)

  await writeFile(join(folderOf(resultsId), 'table-3.2.json'), '{')
  const { tables, damaged } = await resultsOf(resultsId)
  expect(damaged).toEqual(['table-3.2.json'])
  expect(tables.map((one) => one.table)).toEqual(['figure-3.1'])
  expect(existsSync(join(folderOf(resultsId), 'table-3.2.md'))).toBe(true)
})
