import { describe, expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import type { ComputeLauncher } from '../context.ts'
import { lookAround } from './look-around.ts'
import { judged, tensorFlowFinding } from './tensorflow.ts'

const description = {
  backend: 'tensorflow',
  version: '2.21.0',
  devices: ['CPU'],
  canTrain: true,
  note: '',
  whyNoBf16: null,
}

describe('doctor', () => {
  test('every part has a finding that says what was found, and advice where it is not ok', async () => {
    const findings = await lookAround({ appVersion: '1.2.3' })
    expect(findings.map((finding) => finding.part)).toEqual(
      expect.arrayContaining(['Touchline', 'Node', 'ffmpeg', 'TensorFlow', 'SQLite', 'Electron', 'Browser']),
    )
    for (const finding of findings) {
      expect(finding.found).not.toBe('')
      if (finding.state !== 'ok') expect(finding.advice).not.toBe('')
    }
    expect(findings.find((finding) => finding.part === 'SQLite')?.found).toMatch(/^3\./)
  })

  test('a TensorFlow that does not load is missing, with what predicts instead and what to do', () => {
    const wasm = { ...description, backend: 'wasm', canTrain: false, note: 'Run npm run setup.' }
    expect(judged(wasm, false)).toMatchObject({ state: 'missing', advice: 'Run npm run setup.' })
  })

  test('a GPU that lies idle is said', () => {
    expect(judged(description, true)).toMatchObject({ state: 'limited' })
    expect(judged({ ...description, devices: ['GPU'] }, true)).toMatchObject({ state: 'ok' })
    expect(judged(description, false)).toMatchObject({ state: 'ok' })
  })

  test('a compute process that dies is a finding, not the end of the doctor', async () => {
    const compute: ComputeLauncher = {
      run: () => Promise.reject(new Problem('COMPUTE_CRASHED', 'It ended by SIGILL.')),
    }
    expect(await tensorFlowFinding(compute)).toMatchObject({ state: 'missing', advice: 'It ended by SIGILL.' })
  })
})
