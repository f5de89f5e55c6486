import { describe, expect, it } from 'vitest'
import { boxOf, hitAt, TRACK_PX, type Placed } from './hit.ts'

const whole = { lane: 0, lanes: 1 }
const view = { startFrame: 0, framesPerPx: 1 }
const serve: Placed = { id: 'serve', first: 100, last: 199, track: 0, lane: whole }
const lunge: Placed = { id: 'lunge', first: 200, last: 260, track: 0, lane: whole }
const middle = TRACK_PX / 2

describe('what is under the pointer', () => {
  it('finds edges a little outside and inside, the body between, and nothing beside', () => {
    const at = (x: number) => hitAt([serve], view, { x, y: middle }, null)?.part ?? null
    expect([90, 96, 104, 150, 196, 204, 210].map(at)).toEqual([null, 'first', 'first', 'body', 'last', 'last', null])
  })

  it('tells tracks apart', () => {
    expect(hitAt([{ ...serve, track: 1 }], view, { x: 150, y: middle }, null)).toBeNull()
    expect(hitAt([{ ...serve, track: 1 }], view, { x: 150, y: middle + TRACK_PX }, null)?.id).toBe('serve')
  })

  it('grabs the edge of the selected segment where two meet', () => {
    const at = (selectedId: string) => hitAt([serve, lunge], view, { x: 200, y: middle }, selectedId)
    expect(at('serve')).toEqual({ id: 'serve', part: 'last' })
    expect(at('lunge')).toEqual({ id: 'lunge', part: 'first' })
  })

  it('leaves a body to grab on short segments', () => {
    const short: Placed = { ...serve, first: 100, last: 108 }
    expect(hitAt([short], view, { x: 104.5, y: middle }, null)?.part).toBe('body')
  })

  it('keeps one frame of a long recording visible', () => {
    expect(boxOf({ ...serve, last: 100 }, { startFrame: 0, framesPerPx: 50 }).width).toBe(2)
  })
})
