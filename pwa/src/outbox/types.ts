/**
 * The shapes of the outbox and the ports it works through.
 * A row is sealed bytes with a state; only `Courier` knows what a kind means, so other kinds can travel the same way.
 */
import type { Receipt } from '@/domain/receipt'

/** What lies in the outbox; checks, after-photos and signatures will join. */
export type RowKind = 'report'

/** A photo a row names. `sha256` and `bytes` are of the bytes that travel. */
export interface RowPhoto {
  sha256: string
  bytes: number
  /** Row of the bytes that travel. */
  photo_id: string
  /** Row of the untouched original when a twin travels; null otherwise and once it was let go. */
  original_id: string | null
  /** The server answered that it has these bytes. */
  arrived: boolean
  /** The stored bytes no longer match their hash, or are gone. */
  damaged: boolean
  /** With `damaged`: they are not on this phone any more. Rows of older versions do not say. */
  gone?: boolean
  /** How often the server read other bytes than were sent. */
  mismatches?: number
}

/** Why a row stepped aside for a person. */
export type ParkReason =
  | 'content-conflict'
  | 'invalid-body'
  | 'too-large'
  | 'unsupported-media'
  | 'photo-damaged'
  /** The server asks for a photo whose bytes this phone no longer has. */
  | 'photo-gone'
  /** The sealed text no longer has its hash. */
  | 'text-damaged'
  | 'quarantined'
  | 'refused'

export type Phase =
  /** Still to be sent; the engine works on it. */
  | 'waiting'
  /** A person must act; the engine leaves it alone. */
  | 'parked'
  /** A matching receipt settles it. */
  | 'delivered'
  /** The server refuses it for good, but has the row that replaces it. */
  | 'replaced'

/** How a reviewer settled what the server had put aside. */
export interface QuarantineEnd {
  outcome: 'filed' | 'dismissed'
  /** The report that came of it, with `filed`. */
  report_id: string | null
  /** The reviewer's own words. */
  reason: string | null
  /** Photos the server asked for and this phone no longer has. */
  lost: number
}

export interface OutboxRow {
  /** A kind this version does not know is left alone. */
  kind: RowKind
  id: string
  author_id: string
  schema: number
  /** Sealed bytes, never changed. */
  bytes: ArrayBuffer
  /** Of `bytes`. */
  sha256: string
  device_seq: number
  sealed_at: number
  photos: RowPhoto[]
  phase: Phase
  text_received: boolean
  /** Failed tries in a row; only shapes the pause, there is no limit. */
  failures: number
  next_try_at: number
  trouble: 'no-network' | 'server-busy' | null
  reason: ParkReason | null
  /** Status of the refusing answer, for a person who asks. */
  refusal: { status: number; detail: string | null } | null
  receipt: Receipt | null
  /** The row that corrects this one; from then on only this one's text is sent, after the other's. */
  replaced_by: string | null
  /** When the engine was done with it. */
  delivered_at: number | null
  /** Where the phone placed it when it was sealed, for lists only; absent in rows of version 1.0.0. */
  segment_name?: string | null
  /** The category in Chinese and English, for lists on a phone that lost its catalogue. */
  category_names?: [zh: string, en: string] | null
  /** The shop whose pledge was signed or refused, by name. */
  shop_name?: string | null
  /** The case it answers, or the shop it speaks of; null for a finding, absent in rows of older versions. */
  answers?: string | null
  /** A reviewer settled it; rows of older versions have none. */
  ended?: QuarantineEnd | null
}

/** What came back for one request. Status 0 never occurs: no answer has its own shape. */
export type Answer =
  | { answered: false; why: 'network' | 'timeout' }
  | {
      answered: true
      status: number
      contentType: string | null
      retryAfterS: number | null
      /** Parsed JSON; undefined for anything else. */
      body: unknown
      /** Nothing came after the head. */
      empty?: boolean
    }

export interface OfferLine {
  id: string
  manifest_sha256: string
}

/** Sends; never throws for network trouble, never judges. */
export interface Courier {
  put(kind: RowKind, id: string, bytes: ArrayBuffer, sha256: string): Promise<Answer>
  /** `onProgress` hears the share that left the phone, 0 to 1, where the browser tells it. */
  putPhoto(sha256: string, bytes: ArrayBuffer, mime: string, onProgress?: (share: number) => void): Promise<Answer>
  /** At most 200 lines. */
  offer(lines: OfferLine[]): Promise<Answer>
}

/** Keeps rows. Every write resolves only once it is on disk. */
export interface RowStore {
  /** Rows in phase `waiting`. */
  waiting(): Promise<OutboxRow[]>
  /** Rows in phase `parked`. */
  parked(): Promise<OutboxRow[]>
  /** Rows in phase `delivered` or `replaced` that are still kept. */
  delivered(): Promise<OutboxRow[]>
  get(id: string): Promise<OutboxRow | undefined>
  /** Changes one row in one transaction; undefined from `change` leaves it as it is. Never touches `bytes`. */
  update(id: string, change: (row: OutboxRow) => Partial<OutboxRow> | undefined): Promise<void>
  /** As `update`; the photo rows `letGo` are deleted in the same transaction. */
  settle(id: string, change: Partial<OutboxRow>, letGo: string[]): Promise<void>
  /** Deletes a row that is past every retention time. */
  forget(id: string): Promise<void>
  /** Puts back the very bytes that were sealed, where a copy elsewhere still has them; false where none has. */
  mend(id: string): Promise<boolean>
  photo(photoId: string): Promise<{ bytes: ArrayBuffer; mime: string } | undefined>
}

/** Time and chance, so that a run can be repeated exactly. */
export interface Clock {
  now(): number
}
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number
}
export type Digest = (bytes: ArrayBuffer) => Promise<string>

/** Everything the outbox needs from outside. */
export interface Ports {
  rows: RowStore
  courier: Courier
  clock: Clock
  chance: Chance
  digest: Digest
  /** Told what is on its way, for the screen. */
  onSending?: (reportId: string, sha256: string | null, sending: boolean) => void
  /** A share of a photo left the phone: a sign of life, and the bar on the screen. */
  onProgress?: (reportId: string, sha256: string, share: number) => void
}
