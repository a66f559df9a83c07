/**
 * Keeps one watch on the device's position while any screen needs it, so a new screen has a warm reading.
 * Knows the browser's geolocation; must not know segments or reports.
 */
import { inject, onScopeDispose, shallowReadonly, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue'

import type { Datum } from '@/domain/geography'
import { bestFix, courseOf, madeAt, withFix, type Fix, type Heard } from './fixes'

/** `blocked`: the person or the system refused; `unavailable`: no reading so far for another reason. */
export type WatchState = 'locating' | 'found' | 'blocked' | 'unavailable'

export interface PositionNow {
  state: WatchState
  fix: Fix | null
}

export interface PositionWatch {
  now: Readonly<ShallowRef<PositionNow>>
  /** Keeps the watch running until the returned function is called. */
  hold(): () => void
  /** What this browser's degrees are in, found out by a person at a known point; WGS-84 until then. */
  measuresIn(datum: Datum): void
  /** Hears every new reading and not only the best, a silent receiver being asked anew, until the returned function is called. */
  follow(onReading: (reading: Fix) => void): () => void
}

/** Screens follow each other within seconds; stopping between them would cost a cold start of the receiver. */
const LINGER_MS = 10_000
/** Some receivers fall silent for a phone that lies still; asking anew brings a reading that is not stale. */
const SILENT_MS = 20_000
/** The same while somebody stands and waits for readings. */
const FOLLOWED_SILENT_MS = 4_000

export function createPositionWatch(
  geolocation: Pick<Geolocation, 'watchPosition' | 'clearWatch'> | undefined,
  clock: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): PositionWatch {
  const now = shallowRef<PositionNow>({ state: geolocation ? 'locating' : 'unavailable', fix: null })
  let fixes: Fix[] = []
  let holders = 0
  let watch: number | null = null
  let nudge: ReturnType<typeof setInterval> | undefined
  let heardAt = 0
  let askedAt = 0
  let heard: Heard | null = null
  let stopLater: ReturnType<typeof setTimeout> | undefined
  let datum: Datum = 'wgs84'
  const followers = new Set<(reading: Fix) => void>()

  function take(reading: GeolocationPosition): void {
    heardAt = clock()
    const { longitude, latitude, accuracy } = reading.coords
    const next = { timestamp: reading.timestamp, monotonic: monotonic() }
    const fix = { lon: longitude, lat: latitude, accuracy_m: accuracy, at: madeAt(next, heard, clock()), datum, ...courseOf(reading.coords) }
    const again = heard?.timestamp === next.timestamp
    heard = next
    fixes = withFix(fixes, fix)
    now.value = { state: 'found', fix: bestFix(fixes, clock()) }
    if (!again) for (const follower of followers) follower(fix)
  }

  function refuse(error: GeolocationPositionError): void {
    if (error.code === error.PERMISSION_DENIED) now.value = { state: 'blocked', fix: null }
    else if (fixes.length === 0) now.value = { state: 'unavailable', fix: null }
  }

  function start(): void {
    clearTimeout(stopLater)
    if (!geolocation || watch !== null) return
    listen(geolocation)
    nudge = setInterval(() => {
      if (now.value.state !== 'blocked' && clock() - heardAt > SILENT_MS) listen(geolocation)
    }, SILENT_MS)
  }

  function listen(receiver: NonNullable<typeof geolocation>): void {
    if (watch !== null) receiver.clearWatch(watch)
    askedAt = clock()
    watch = receiver.watchPosition(take, refuse, { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 })
  }

  function stop(): void {
    clearInterval(nudge)
    if (watch !== null) geolocation?.clearWatch(watch)
    watch = null
  }

  function hold(): () => void {
    holders += 1
    start()
    let held = true
    return () => {
      if (!held) return
      held = false
      holders -= 1
      if (holders === 0) stopLater = setTimeout(stop, LINGER_MS)
    }
  }

  function measuresIn(next: Datum): void {
    if (next === datum) return
    datum = next
    fixes = fixes.map((fix) => ({ ...fix, datum }))
    if (now.value.fix) now.value = { ...now.value, fix: { ...now.value.fix, datum } }
  }

  function follow(onReading: (reading: Fix) => void): () => void {
    const release = hold()
    followers.add(onReading)
    const asking = setInterval(() => {
      // One that has not answered yet is still looking for satellites; asking again would make it begin anew.
      if (geolocation && heardAt >= askedAt && clock() - heardAt >= FOLLOWED_SILENT_MS) listen(geolocation)
    }, FOLLOWED_SILENT_MS / 4)
    return () => {
      clearInterval(asking)
      followers.delete(onReading)
      release()
    }
  }

  return { now: shallowReadonly(now), hold, measuresIn, follow }
}

const WATCH: InjectionKey<PositionWatch> = Symbol('position watch')

export function positionPlugin(watch: PositionWatch) {
  return { install: (app: App) => void app.provide(WATCH, watch) }
}

/** Throws when the plugin is missing. */
export function usePositionWatch(): PositionWatch {
  const watch = inject(WATCH)
  if (watch === undefined) throw new Error('positionPlugin is not installed')
  return watch
}

/** The position as long as the component lives. */
export function usePosition(watch: PositionWatch): Readonly<ShallowRef<PositionNow>> {
  onScopeDispose(watch.hold())
  return watch.now
}
