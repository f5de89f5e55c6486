import { expect, test } from 'vitest'
import type { Job } from '../../contract/things.ts'
import { endWords } from './end-words.ts'

const job: Job = {
  id: 'j',
  kind: 'import',
  title: 'Import 6 files',
  state: 'done',
  phase: '',
  done: 6,
  total: 6,
  secsLeft: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
  problem: null,
  result: null,
}
const lost = (name: string) => ({ path: name, error: { code: 'NOT_A_VIDEO', message: `${name} is not a video.` } })

test('an import that is done says which files did not come in, and which were there', () => {
  expect(endWords(job)).toEqual(['Done'])
  const files = [{ path: 'a.mp4', duplicate: false }, { path: 'b.mp4', duplicate: true }, lost('c.txt')]
  expect(endWords({ ...job, result: { files } })).toEqual([
    'Done. In the library already: 1 file',
    'Not imported: 1 file of 3.',
    'c.txt is not a video.',
  ])
})

test('of many files that did not come in some are named', () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map(lost)
  expect(endWords({ ...job, state: 'cancelled', result: { files } }).slice(1)).toEqual([
    'Not imported: 5 files of 5.',
    'a is not a video.',
    'b is not a video.',
    'c is not a video.',
    '2 more are in the log.',
  ])
})

test('a job that failed says why', () => {
  const problem = { code: 'DISK_FULL', message: 'The disk is full.', details: {} } as Job['problem']
  expect(endWords({ ...job, state: 'failed', problem })).toEqual(['The disk is full.'])
})
