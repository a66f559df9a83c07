/** Single values the phone remembers, each under its name. Knows their shapes, not their use. */
import type { WorkingTimes } from '@/domain/case-clock'
import type { ExportKey } from '@/domain/export-key'
import type { Datum } from '@/domain/geography'
import type { Person } from '@/domain/person'
import type { Given } from '@/domain/paper'
import type { Pause, TroubleTold } from '@/domain/phone-state'
import type { ClockSample } from '@/domain/server-clock'
import type { Chain } from '@/outbox/seal'

import type { PhoneDatabase, PhotoForm } from './database'
import type { ComplaintKept } from './complaints'
import type { KitKept } from './papers'
import type { PledgeKitKept } from './pledges'
import { FOR_REPORT, readTx, saveTx } from './saveTx'

/** What a check at a known place found out: lengths in metres, time in milliseconds since 1970. */
export interface CalibrationKept {
  /** Where the person stood, by name. */
  place: string
  /** What this browser's degrees are in. */
  datum: Datum
  off_m: number
  accuracy_m: number
  readings: number
  browser: string
  at: number
}

export interface Facts {
  /** This device's id and where its chain of sealed reports stands. */
  chain: Chain
  /** Who signed in last; stays through an expired login. */
  person: Person
  clock: ClockSample
  /** Where the change feed was read to, and of which epoch. */
  cursor: string
  epoch: string
  /** Answer to "keep my data", milliseconds of the last contact, last look at what is backed up. */
  persisted: boolean
  /** In which form this browser keeps photo bytes. */
  photo_form: PhotoForm
  last_contact_at: number
  last_reoffer_at: number
  /** The last trouble a supervisor should know of, milliseconds since 1970. */
  last_trouble: { word: TroubleTold; at: number }
  /** When the state was last put together for telling. */
  told_at: number
  /** Why the server wants nothing sent. */
  pause: Pause
  /** Newest key an export can be sealed to; stays through a logout. */
  export_key: ExportKey
  /** Large photos wait for Wi-Fi. */
  large_on_wifi: boolean
  /** Slugs of the categories used lately, newest first. */
  recent_categories: string[]
  calibration: CalibrationKept
  /** Which list of open cases around lies here. */
  nearby_etag: string
  /** The city's shifts and days off, so that clocks of cases tick without signal. */
  working_times: WorkingTimes & { fetched_at: number }
  /** Templates, basis list and numbers for papers. */
  paper_kit: KitKept
  /** Numbers of papers that were given here, for ever. */
  paper_numbers_given: Given
  /** Schemes, offices and how shops stand, for pledges. */
  pledge_kit: PledgeKitKept
  /** Code of the scheme that was signed by last, where a city has several. */
  pledge_scheme: string
  /** Complaints and suggestions that have no number yet. */
  complaints_waiting: ComplaintKept[]
}

export type FactName = keyof Facts

/** Inside a transaction of the caller's. */
export async function factIn<K extends FactName>(db: PhoneDatabase, key: K): Promise<Facts[K] | undefined> {
  return (await db.facts.get(key))?.value as Facts[K] | undefined
}

export function fact<K extends FactName>(db: PhoneDatabase, key: K): Promise<Facts[K] | undefined> {
  return readTx(db, () => factIn(db, key))
}

/** Stores the value; undefined forgets it. */
export async function setFact<K extends FactName>(db: PhoneDatabase, key: K, value: Facts[K] | undefined): Promise<void> {
  await saveTx(db, [db.facts], async () => {
    if (value === undefined) await db.facts.delete(key)
    else await db.facts.put({ key, value })
  })
}

/**
 * The device's chain; a new device id when this database has none and `known` (from outside the database) neither.
 * `known` counts where the database lost its own or fell back behind it: no number is ever given twice.
 */
export function chainOf(db: PhoneDatabase, newId: () => string, known: Chain | null = null): Promise<Chain> {
  return saveTx(db, [db.facts], () => chainIn(db, newId, known), FOR_REPORT)
}

async function chainIn(db: PhoneDatabase, newId: () => string, known: Chain | null): Promise<Chain> {
  const own = await factIn(db, 'chain')
  if (own !== undefined && !isBehind(own, known)) return own
  const chain = known ?? { device_id: newId(), last_seq: 0, last_sha256: null }
  await db.facts.put({ key: 'chain', value: chain })
  return chain
}

function isBehind(own: Chain, known: Chain | null): boolean {
  return known !== null && known.device_id === own.device_id && known.last_seq > own.last_seq
}
