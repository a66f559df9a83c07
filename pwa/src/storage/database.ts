/**
 * The phone's database: which tables there are and what lies in them.
 * Changes are additive only, and outbox rows are never rewritten, so a newer or older app can still send them.
 */
import Dexie, { type EntityTable } from 'dexie'

import type { Draft } from '@/domain/draft'
import type { AreaPack } from '@/domain/geography'
import type { ReportView } from '@/domain/views'
import type { OutboxRow } from '@/outbox/types'

import type { DeviceEvent } from './events'

/** Photo bytes, one row each: never inside a draft or report, never a Blob (WebKit loses those). */
export interface PhotoRow {
  id: string
  /** Draft or report they belong to. */
  owner_id: string
  sha256: string
  bytes: ArrayBuffer
  mime: string
  saved_at: number
}

export interface PackRow {
  slot: 'current'
  pack: AreaPack
  etag: string | null
  fetched_at: number
}

export interface FactRow {
  key: string
  value: unknown
}

export class PhoneDatabase extends Dexie {
  drafts!: EntityTable<Draft, 'id'>
  outbox!: EntityTable<OutboxRow, 'id'>
  photos!: EntityTable<PhotoRow, 'id'>
  reports!: EntityTable<ReportView, 'id'>
  packs!: EntityTable<PackRow, 'slot'>
  facts!: EntityTable<FactRow, 'key'>
  events!: EntityTable<DeviceEvent, 'id'>

  constructor(name = 'xunjie') {
    // Strict everywhere: a draft costs 10 ms more and survives a dead battery, and there is one rule to keep.
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      drafts: 'id, author_id',
      outbox: 'id, phase, [phase+sealed_at]',
      photos: 'id, owner_id',
      reports: 'id',
      packs: 'slot',
      facts: 'key',
    })
    this.version(2).stores({ events: 'id' })
  }
}
