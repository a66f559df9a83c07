/** The log of what was done, as the server tells it. Knows shapes only. */
import type { Page } from './views'

/** One entry; `hash` is the SHA-256 of `line`, whose last field is the hash of the entry before. */
export interface LogEntry {
  seq: number
  at: string
  /** Null for the operator at the server and for the program itself. */
  actor_id: string | null
  device_id: string | null
  action: string
  object_kind: string
  object_id: string
  facts: Record<string, unknown>
  prev_hash: string
  hash: string
  line: string
}

/** `people` are the names, by id, of those who acted and of those it was about. */
export interface LogPage extends Page<LogEntry> {
  people: Record<string, string>
}

/** The end of the chain on a day of the city's calendar, signed. */
export interface LogRoot {
  day: string
  first: number
  last: number
  entries: number
  hash: string
  kid: string
  signature: string
}
