/**
 * What the server tells supervisors about phones. Knows shapes only.
 * Phones are the subject: no person, no place and no working time is in here.
 */
import type { Page } from './views'

export type Reason = 'loss' | 'gap' | 'overdue' | 'silent' | 'waiting' | 'trouble'

export interface DeviceView {
  id: string
  /** The last four digits of the id, as people say it. */
  label: string
  last_seen: string
  told_at: string | null
  version: string | null
  /** Null is what the phone never said. */
  outstanding: { reports: number | null; photos: number | null; bytes: number | null; oldest: string | null }
  needs_person: number | null
  storage: { persisted: boolean | null; writable: boolean | null }
  /** Server minus device. */
  clock_offset_ms: number | null
  trouble: { word: string; at: string | null } | null
  /** Missing numbers that nobody has asked about yet. */
  gaps: number
  /** Losses told that nobody has taken note of yet. */
  losses: number
  /** Why it asks for a person, the gravest first; empty for a quiet phone. */
  attention: Reason[]
  grave: boolean
}

export type NumberState = 'received' | 'waiting' | 'lost' | 'missing'

export interface NumberRun {
  state: NumberState
  from: number
  to: number
}

export interface DeviceEventView {
  id: string
  kind: string
  at: string
  facts: Record<string, unknown>
  /** When a supervisor took note of it. */
  seen_at: string | null
}

export interface DeviceDetail extends DeviceView {
  numbers: NumberRun[]
  given: number
  missing: number
  asked: [number, number][]
  events: DeviceEventView[]
}

/** All phones of the reader's scope together. */
export interface DeviceTotals {
  devices: number
  attention: number
  reports: number
  photos: number
  bytes: number
  oldest: string | null
  oldest_on: string | null
  gaps: number
  devices_with_gaps: number
  losses: number
  devices_with_losses: number
  received_today: number
  sent_late: number
  /** Server time of all this. */
  at: string
}

export type DevicePage = Page<DeviceView> & { totals: DeviceTotals }

/** Whom to ask about a phone. */
export interface Contact {
  name: string
  username: string
}
