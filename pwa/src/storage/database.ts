/**
 * The phone's database: which tables there are and what lies in them.
 * Changes are additive only, and outbox rows are never rewritten, so a newer or older app can still send them.
 */
import Dexie, { type EntityTable, type Table } from 'dexie'

import type { Draft } from '@/domain/draft'
import type { AreaPack, PackCategory } from '@/domain/geography'
import type { NearbyCase } from '@/domain/duplicates'
import type { PackPermit } from '@/domain/permits'
import type { CaseView, ReportView } from '@/domain/views'
import type { OutboxRow } from '@/outbox/types'

import type { DeviceEvent } from './events'
import type { Purpose } from './saveTx'

/** Photo bytes, one row each: never inside a draft or report. */
export interface PhotoRow {
  id: string
  /** Draft or report they belong to. */
  owner_id: string
  sha256: string
  bytes: ArrayBuffer
  mime: string
  saved_at: number
}

/** A photo as it lies in the table: some engines refuse one form of bytes, so the other is there. */
export interface StoredPhoto extends Omit<PhotoRow, 'bytes'> {
  bytes: ArrayBuffer | Blob
}

export type PhotoForm = 'buffer' | 'blob'

/**
 * Which pack lies here. `fetched_at`: when the server last gave it, or said that it still is the one.
 * `sha256` is of the body's text; null where an older app fetched it.
 */
export interface PackHeadRow {
  slot: 'head'
  version: string
  sha256: string | null
  etag: string | null
  fetched_at: number
  segments: number
  cells: number
}

export type PackRow =
  | PackHeadRow
  | { slot: 'lists'; categories: PackCategory[]; permits?: PackPermit[] }
  /** The pack as it travelled. */
  | { slot: 'body'; json: string; sha256: string }
  /** Of an app that did not know format 2: the whole pack in one row. */
  | { slot: 'current'; pack: AreaPack; etag: string | null; fetched_at: number }

export interface FactRow {
  key: string
  value: unknown
}

/** A small picture of a case, so that a task can be done without signal. */
export interface ThumbRow {
  sha256: string
  bytes: ArrayBuffer
  mime: string
}

/** Of the newest schema below; a browser may hold a higher one, written by a newer app. */
export const DECLARED_VERSION = 3

export class PhoneDatabase extends Dexie {
  drafts!: EntityTable<Draft, 'id'>
  outbox!: EntityTable<OutboxRow, 'id'>
  photos!: EntityTable<StoredPhoto, 'id'>
  reports!: EntityTable<ReportView, 'id'>
  packs!: Table<PackRow, PackRow['slot']>
  facts!: EntityTable<FactRow, 'key'>
  events!: EntityTable<DeviceEvent, 'id'>
  /** Cases this person is to act on; open ones near what they watch; pictures of the former. */
  cases!: EntityTable<CaseView, 'case_no'>
  nearby!: EntityTable<NearbyCase, 'case_no'>
  thumbs!: EntityTable<ThumbRow, 'sha256'>

  /** How photo bytes are put from now on; found out by trying. */
  photoForm: PhotoForm = 'buffer'
  /** Frees something that can be had again; false when nothing is left. Set by whoever knows what that is. */
  makeRoom: (purpose: Purpose) => Promise<boolean> = () => Promise.resolve(false)

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
    this.version(DECLARED_VERSION).stores({ cases: 'case_no', nearby: 'case_no', thumbs: 'sha256' })
  }
}
