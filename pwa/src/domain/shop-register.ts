/** The wire shapes of the register of shops: lines of the ledger, one shop, a table of shops on its way in. Knows shapes only. */
import type { BreachRow } from './breach-ledger'
import type { LonLat } from './geography'
import type { PersonName } from './views'

/** How a pledge stands; only `active` and `expiring` count as valid. */
export type Standing = 'signed' | 'confirmed' | 'active' | 'expiring' | 'expired' | 'superseded' | 'terminated'

export interface SegmentName {
  code: string
  name: string | null
}

export interface ShopPledge {
  id: string
  number: string | null
  standing: Standing
  signed_at?: string | null
  valid_to: string | null
  days_left: number | null
  /** The one that is not filed yet; it may wait behind one that holds. */
  waiting_id?: string | null
}

/** A line of the ledger. */
export interface ShopRow {
  id: string
  name: string
  door: string | null
  street: string | null
  segment: SegmentName | null
  cell_code: string | null
  status: 'open' | 'closed'
  contact_hint: string | null
  rev: number
  pledge: ShopPledge | null
  /** Until when it signs again, because who or where it is has changed. */
  resign_by: string | null
  breaches_this_year: number
  refused: boolean
}

export interface ShopEvent {
  kind: string
  at: string
  by: PersonName | null
  facts: Record<string, unknown>
}

/** One shop as it is kept. `frontage` is the ring from its ends along the segment's line to the kerb; ends and depth in metres. */
export interface ShopView extends ShopRow {
  /** What a person should know of it, and which other shops that is about. */
  warnings: { word: string; shop_ids: string[] }[]
  kind: string | null
  point: LonLat
  segment_from_m: number | null
  segment_to_m: number | null
  depth_m: number | null
  frontage: LonLat[] | null
  credit_code: string | null
  office: { code: string; name: string } | null
  photos: string[]
  praise_consent: boolean
  merged_into: string | null
  history: ShopEvent[]
  pledges: ShopPledge[]
  breaches: Pick<BreachRow, 'id' | 'item_name' | 'found_at' | 'state'>[]
}

/** What a desk enters or changes; `contact`, or a half of it, absent leaves it as it is, null takes it away. */
export interface ShopFields {
  name: string
  door: string | null
  street: string | null
  kind: string | null
  point: LonLat
  status: 'open' | 'closed'
  credit_code: string | null
  segment_from_m: number | null
  segment_to_m: number | null
  depth_m: number | null
  contact?: Partial<ShopContact> | null
  praise_consent?: boolean
  /** Uploaded before, the newest first. */
  photos?: string[]
}

export interface ShopContact {
  name: string | null
  phone: string | null
}

/** A cell that cannot be used; the row as spreadsheet programs count, the column as the table calls it. */
export interface BadCell {
  row: number
  column: string
  why: string
}

/** A table of shops on its way in: what is wrong with it, and what it would change or has changed. */
export interface ShopImport {
  id: string
  state: 'checked' | 'entered' | 'expired'
  file_name: string
  rows: number
  good: number
  new: number
  changed: number
  same: number
  /** The first of them. */
  bad: BadCell[]
  bad_rows: number
  /** Rows that are taken all the same. */
  warnings: (BadCell & { shop_id: string | null; other_row: number | null })[]
  warned: number
}
