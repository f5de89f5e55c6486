import { describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../contract/index.ts'
import { makeEventBus } from './event-bus.ts'

const changed = (recordingId: string, ids?: string[]): EngineEvent => ({
  type: 'changed',
  what: 'segments',
  recordingId,
  ...(ids && { ids }),
})

async function take(events: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const taken: EngineEvent[] = []
  for await (const event of events) taken.push(event)
  return taken
}

describe('events', () => {
  it('reach every listener from the moment it subscribed, in order', async () => {
    const bus = makeEventBus()
    bus.emit(changed('before'))
    const [one, two] = [bus.subscribe(), bus.subscribe()]
    bus.emit(changed('a'))
    bus.emit(changed('b'))
    bus.close()
    expect(await take(one)).toEqual([changed('a'), changed('b')])
    expect(await take(two)).toEqual([changed('a'), changed('b')])
  })

  it('do not pile up for a listener that has gone to sleep: the newest of each thing is kept', async () => {
    const bus = makeEventBus()
    const events = bus.subscribe()
    for (let i = 0; i < 10_000; i++) bus.emit(changed(i % 2 === 0 ? 'a' : 'b'))
    bus.close()
    expect(await take(events)).toEqual([changed('a'), changed('b')])
  })

  it('name every segment that changed while a listener slept, and none where one of them meant all', async () => {
    const bus = makeEventBus()
    const events = bus.subscribe()
    bus.emit(changed('a', ['1', '2']))
    bus.emit(changed('a', ['2', '3']))
    bus.emit(changed('b'))
    bus.emit(changed('b', ['4']))
    bus.close()
    expect(await take(events)).toEqual([changed('a', ['1', '2', '3']), changed('b')])
  })

  it('end when the listener goes away, also while it waits', async () => {
    const bus = makeEventBus()
    const abort = new AbortController()
    const taken = take(bus.subscribe(abort.signal))
    abort.abort()
    expect(await taken).toEqual([])
    expect(await take(bus.subscribe(abort.signal))).toEqual([])
    bus.close()
    expect(await take(bus.subscribe())).toEqual([])
  })
})
