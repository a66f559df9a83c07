import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createPositionWatch } from './positionWatch'

function fakeReceiver() {
  let success: PositionCallback = () => undefined
  let failure: PositionErrorCallback = () => undefined
  const watching = new Set<number>()
  let serial = 0
  return {
    watching,
    geolocation: {
      watchPosition(onSuccess: PositionCallback, onError?: PositionErrorCallback | null) {
        success = onSuccess
        failure = onError ?? failure
        watching.add((serial += 1))
        return serial
      },
      clearWatch: (id: number) => void watching.delete(id),
    },
    read: (accuracy: number, timestamp: number) =>
      success({ timestamp, coords: { longitude: 113.67, latitude: 34.74, accuracy } } as GeolocationPosition),
    fail: (code: number) => failure({ code, PERMISSION_DENIED: 1 } as GeolocationPositionError),
  }
}

describe('the watch on the position', () => {
  let receiver: ReturnType<typeof fakeReceiver>
  beforeEach(() => {
    vi.useFakeTimers()
    receiver = fakeReceiver()
  })
  afterEach(() => vi.useRealTimers())

  it('runs once for all who need it and stops a while after the last', () => {
    const watch = createPositionWatch(receiver.geolocation)
    const first = watch.hold()
    const second = watch.hold()
    expect(receiver.watching.size).toBe(1)
    first()
    first()
    vi.advanceTimersByTime(60_000)
    expect(receiver.watching.size).toBe(1)
    second()
    vi.advanceTimersByTime(60_000)
    expect(receiver.watching.size).toBe(0)
  })

  it('goes on without a break when the next screen follows at once', () => {
    const watch = createPositionWatch(receiver.geolocation)
    watch.hold()()
    vi.advanceTimersByTime(1000)
    watch.hold()
    vi.advanceTimersByTime(15_000)
    expect([...receiver.watching]).toEqual([1])
  })

  it('asks a receiver anew that has fallen silent, but not one that was refused', () => {
    const watch = createPositionWatch(receiver.geolocation)
    watch.hold()
    receiver.read(6, Date.now())
    vi.advanceTimersByTime(45_000)
    expect([...receiver.watching]).toEqual([2])
    receiver.fail(1)
    vi.advanceTimersByTime(60_000)
    expect([...receiver.watching]).toEqual([2])
  })

  it('gives the best recent reading', () => {
    const watch = createPositionWatch(receiver.geolocation, () => 100_000)
    watch.hold()
    receiver.read(6, 95_000)
    receiver.read(30, 99_000)
    expect(watch.now.value).toMatchObject({ state: 'found', fix: { accuracy_m: 6 } })
  })

  it('does not believe a reading from the future', () => {
    const watch = createPositionWatch(receiver.geolocation, () => 100_000)
    watch.hold()
    receiver.read(6, 900_000)
    expect(watch.now.value.fix?.at).toBe(100_000)
  })

  it('takes a live reading for live when the phone is a year ahead, and a cached one for stale', () => {
    const [year, start] = [365 * 24 * 3_600_000, Date.parse('2026-11-20T08:00:00Z')]
    let passed = 0
    const watch = createPositionWatch(receiver.geolocation, () => start + year + passed, () => passed)
    watch.hold()
    receiver.read(6, start)
    passed = 5_000
    receiver.read(6, start + 5_000)
    expect(watch.now.value.fix?.at).toBe(start + year + 5_000)
    passed = 65_000
    receiver.read(4, start + 5_000)
    expect(watch.now.value.fix?.at).toBe(start + year + 5_000)
  })

  it('does not take an old position for a new one because another old one came before', () => {
    let now = 10_000_000
    const watch = createPositionWatch(receiver.geolocation, () => now, () => now)
    watch.hold()
    receiver.read(6, now - 8_000_000)
    now += 5_000
    receiver.read(6, now - 4_000_000)
    expect(watch.now.value.fix?.at).toBe(now - 4_000_000)
  })

  it('tells refused from not yet found, and keeps what it has through a silence', () => {
    const watch = createPositionWatch(receiver.geolocation, () => 100_000)
    watch.hold()
    receiver.fail(3)
    expect(watch.now.value.state).toBe('unavailable')
    receiver.read(6, 99_000)
    receiver.fail(3)
    expect(watch.now.value.state).toBe('found')
    receiver.fail(1)
    expect(watch.now.value).toEqual({ state: 'blocked', fix: null })
  })

  it('names the datum that this browser measures in, also of what it measured before that was known', () => {
    const watch = createPositionWatch(receiver.geolocation, () => 100_000)
    watch.hold()
    receiver.read(6, 99_000)
    expect(watch.now.value.fix?.datum).toBe('wgs84')
    watch.measuresIn('gcj02')
    expect(watch.now.value.fix).toMatchObject({ datum: 'gcj02', lon: 113.67 })
    receiver.read(5, 99_500)
    expect(watch.now.value.fix).toMatchObject({ datum: 'gcj02', accuracy_m: 5 })
  })

  it('gives who follows it every reading once, and asks a receiver anew that has fallen silent', () => {
    const watch = createPositionWatch(receiver.geolocation)
    const heard: (number | null)[] = []
    const stop = watch.follow((reading) => heard.push(reading.accuracy_m))
    vi.advanceTimersByTime(10_000)
    expect([...receiver.watching]).toEqual([1]) // it looks for satellites
    const first = Date.now()
    receiver.read(6, first)
    receiver.read(60, first + 1_000)
    receiver.read(60, first + 1_000)
    vi.advanceTimersByTime(5_000)
    expect([...receiver.watching]).toEqual([2])
    receiver.read(7, first + 5_000)
    expect(heard).toEqual([6, 60, 7])
    stop()
    receiver.read(9, first + 6_000)
    vi.advanceTimersByTime(60_000)
    expect([heard.length, receiver.watching.size]).toEqual([3, 0])
  })

  it('says so where there is no receiver at all', () => {
    const watch = createPositionWatch(undefined)
    watch.hold()()
    expect(watch.now.value.state).toBe('unavailable')
  })
})
