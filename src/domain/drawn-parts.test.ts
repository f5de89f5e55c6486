import { describe, expect, it } from 'vitest'
import { calibrationFor, drawnParts, type OnFrame } from './drawn-parts.ts'

const size = { width: 200, height: 100 }
const metre = { kind: 'calibration', from: { x: 0, y: 0 }, to: { x: 0.5, y: 0 }, lengthMetres: 2 } as const

describe('drawings in pixels of the picture', () => {
  it('say a line’s length in metres by a known one, and in pixels without', () => {
    const line = { kind: 'line', from: { x: 0, y: 0 }, to: { x: 0, y: 1 } } as const
    expect(drawnParts(line, size, null).words?.text).toBe('100 px')
    expect(drawnParts(line, size, metre).words?.text).toBe('2.00 m')
    expect(drawnParts(line, size, metre).path).toBe('M0 0L0 100')
  })

  it('turn an angle’s arc the short way round', () => {
    const angle = { kind: 'angle', from: { x: 1, y: 0.5 }, at: { x: 0.5, y: 0.5 }, to: { x: 0.5, y: 1 } } as const
    const { path, words } = drawnParts(angle, size, null)
    expect(words?.text).toBe('90.0°')
    expect(path).toContain('A17.5 17.5 0 0 1')
    const mirrored = drawnParts({ ...angle, from: angle.to, to: angle.from }, size, null)
    expect(mirrored.path).toContain('0 0 0')
  })

  it('take the scale of the same frame before the newest of another', () => {
    const on = (frame: number, lengthMetres: number, createdAt: string): OnFrame => {
      return { frame, shape: { ...metre, lengthMetres }, createdAt }
    }
    const drawings = [on(3, 1, '2026-01-01'), on(9, 2, '2026-01-02'), on(5, 3, '2026-01-03')]
    expect(calibrationFor(drawings, 3)?.lengthMetres).toBe(1)
    expect(calibrationFor(drawings, 40)?.lengthMetres).toBe(3)
    expect(calibrationFor([], 3)).toBeNull()
  })
})
