/**
 * Picks what a list says is the matter with a phone, and how it looks; colour never speaks alone, words stand beside it.
 * Knows keys of messages; must not know the messages.
 */
import type { DeviceEventView, DeviceView } from '@/domain/devices'

export interface Problem {
  /** Key below `devices.problem`. */
  key: string
  slots: Record<string, string | number>
  grave: boolean
}

const KNOWN_TROUBLE = new Set([
  'no-network',
  'server-busy',
  'needs-login',
  'storage-full',
  'storage-lost',
  'photo-damaged',
  'needs-person',
  'clock-wrong',
  'data-lost',
])
const GRAVE_TROUBLE = new Set(['storage-full', 'storage-lost', 'data-lost', 'photo-damaged'])
/** A clock is wrong from five minutes on, as for reports. */
const SKEW_MINUTES = 5

/** The one line of the list; null when nothing is the matter. */
export function problemOf(device: DeviceView): Problem | null {
  if (device.losses > 0) return { key: 'loss', slots: { n: device.losses }, grave: true }
  if (device.storage.writable === false) return { key: 'unwritable', slots: {}, grave: true }
  if (device.trouble) return troubleOf(device)
  if (device.attention.includes('silent')) return { key: 'silent', slots: {}, grave: true }
  return clockProblem(device)
}

function troubleOf(device: DeviceView): Problem {
  const word = device.trouble?.word ?? ''
  const clock = word === 'clock-wrong' ? clockProblem(device) : null
  if (clock) return clock
  if (!KNOWN_TROUBLE.has(word)) return { key: 'other', slots: { word }, grave: false }
  return { key: word, slots: { n: device.needs_person ?? 0 }, grave: GRAVE_TROUBLE.has(word) }
}

function clockProblem(device: DeviceView): Problem | null {
  const minutes = Math.round((device.clock_offset_ms ?? 0) / 60_000)
  if (Math.abs(minutes) <= SKEW_MINUTES) return null
  return { key: minutes > 0 ? 'clockSlow' : 'clockFast', slots: { n: Math.abs(minutes) }, grave: false }
}

const KNOWN_EVENTS = new Set(['loss', 'photo-damaged', 'exported', 'storage-full', 'storage-lost'])
/** These mean that something may be gone, so somebody should say that it was seen. */
const ASKING_EVENTS = new Set(['loss'])

/** Key below `devices.event` and its slots; numbers the phone did not tell are left to a sentence without them. */
export function sentenceOf(event: DeviceEventView): { key: string; slots: Record<string, string | number> } {
  const { expected, found, recovered, count } = event.facts
  if (event.kind === 'loss' && isCount(expected) && isCount(found))
    return { key: 'lossCounted', slots: { lost: Math.max(0, expected - found), expected, recovered: isCount(recovered) ? recovered : 0 } }
  if (event.kind === 'exported' && isCount(count)) return { key: 'exportedCounted', slots: { n: count } }
  if (event.kind === 'calibrated') return calibrationOf(event.facts)
  return KNOWN_EVENTS.has(event.kind) ? { key: event.kind, slots: {} } : { key: 'other', slots: { kind: event.kind } }
}

const SHIFTED: Record<string, string> = { gcj02: 'GCJ-02', bd09: 'BD-09' }

/** What a person found out about the browser at a known crossing. */
function calibrationOf({ datum, off_m, browser, undone }: DeviceEventView['facts']): ReturnType<typeof sentenceOf> {
  const slots = { m: isCount(off_m) ? off_m : '—', browser: typeof browser === 'string' && browser !== '' ? browser : '—' }
  if (undone === true) return { key: 'calibrationUndone', slots }
  const shifted = typeof datum === 'string' ? SHIFTED[datum] : undefined
  return shifted === undefined ? { key: 'calibrated', slots } : { key: 'calibratedShifted', slots: { ...slots, datum: shifted } }
}

export function asksToBeSeen(event: DeviceEventView): boolean {
  return ASKING_EVENTS.has(event.kind) && event.seen_at === null
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
