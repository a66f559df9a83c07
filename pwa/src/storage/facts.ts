/** Single values the phone remembers, each under its name. Knows their shapes, not their use. */
import type { Person } from '@/domain/person'
import type { ClockSample } from '@/domain/server-clock'
import type { Chain } from '@/outbox/seal'

import type { PhoneDatabase } from './database'
import { readTx, saveTx } from './saveTx'

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
  last_contact_at: number
  last_reoffer_at: number
  /** Slugs of the categories used lately, newest first. */
  recent_categories: string[]
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

/** The device's chain; a new device id when this database has none. */
export function chainOf(db: PhoneDatabase, newId: () => string): Promise<Chain> {
  return saveTx(db, [db.facts], async () => {
    const known = await factIn(db, 'chain')
    if (known !== undefined) return known
    const chain: Chain = { device_id: newId(), last_seq: 0, last_sha256: null }
    await db.facts.put({ key: 'chain', value: chain })
    return chain
  })
}
