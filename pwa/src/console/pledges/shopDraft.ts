/** A shop in fields, on its way to the register: what is typed, what is missing, what has changed. Pure. */
import type { LonLat } from '@/domain/geography'
import type { ShopFields, ShopView } from '@/domain/shop-register'

export interface ShopDraft {
  name: string
  door: string
  street: string
  kind: string
  status: 'open' | 'closed'
  credit_code: string
  point: LonLat | null
  segment_from_m: number | null
  segment_to_m: number | null
  depth_m: number | null
  /** Empty leaves whoever is there as they are: nobody sees them by opening a form. */
  person: string
  phone: string
  praise_consent: boolean
}

export type Lack = 'name' | 'point' | 'ends'

export const newDraft = (): ShopDraft => ({ name: '', door: '', street: '', kind: '', status: 'open', credit_code: '', point: null, segment_from_m: null, segment_to_m: null, depth_m: null, person: '', phone: '', praise_consent: false })

/** A length in metres as exactly as a person measures it; the fields take no more digits. */
export const inTenths = (metres: number) => Math.round(metres * 10) / 10
const shown = (metres: number | null) => (metres === null ? null : inTenths(metres))
const lengthsOf = ({ segment_from_m, segment_to_m, depth_m }: ShopView) => ({ segment_from_m: shown(segment_from_m), segment_to_m: shown(segment_to_m), depth_m: shown(depth_m) })

export function draftOf(shop: ShopView): ShopDraft {
  const { name, status, point, praise_consent } = shop
  return { name, status, point, ...lengthsOf(shop), praise_consent, door: shop.door ?? '', street: shop.street ?? '', kind: shop.kind ?? '', credit_code: shop.credit_code ?? '', person: '', phone: '' }
}

/** What is missing before it can be kept. Ends come as a pair, the first before the second, or not at all. */
export function lackOf({ name, point, segment_from_m: from, segment_to_m: to }: ShopDraft): Lack | null {
  if (name.trim() === '') return 'name'
  if (point === null) return 'point'
  const ends = [from, to].filter((one) => one !== null)
  return ends.length === 1 || (from !== null && to !== null && from >= to) ? 'ends' : null
}

/** All fields for a new one, and of one that is there only what differs; a draft without a point has none. */
export function changesOf(draft: ShopDraft, before: ShopView | null): { fields: ShopFields; changed: Partial<ShopFields> } {
  const text = (value: string) => value.trim() || null
  const { status, segment_from_m, segment_to_m, depth_m, praise_consent } = draft
  // Neither half is shown to be written over: one that nobody typed stays.
  const typed = { ...(text(draft.person) && { name: text(draft.person) }), ...(text(draft.phone) && { phone: text(draft.phone) }) }
  const contact = Object.keys(typed).length > 0 ? { contact: typed } : {}
  const fields: ShopFields = {
    ...{ name: draft.name.trim(), door: text(draft.door), street: text(draft.street), kind: text(draft.kind), credit_code: text(draft.credit_code) },
    ...{ status, segment_from_m, segment_to_m, depth_m, praise_consent, point: draft.point ?? [0, 0], ...contact },
  }
  // A length nobody touched stays what it was, to the last digit.
  const seen: Partial<ShopView> = before ? { ...before, ...lengthsOf(before) } : {}
  const differs = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(seen[name as keyof ShopView] ?? null)
  return { fields, changed: Object.fromEntries(Object.entries(fields).filter(differs)) }
}
