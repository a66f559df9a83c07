/** What the server tells the page behind a plate, as it travels. Knows shapes only. */
import type { Stroke } from '@/ui/strokePad'

export interface Item {
  code: string
  name: string
  name_en?: string
  do?: string
  dont?: string
}

export interface Office {
  name: string
  phone: string | null
}

/** What anybody may know who stands at the door; null where the city has not said. */
export interface Plate {
  door: string
  street: string
  scheme: { name: string; items: Item[] } | null
  office: Office | null
}

export type Standing = 'signed' | 'confirmed' | 'active' | 'expiring' | 'expired' | 'superseded' | 'terminated'
export type Capacity = 'owner' | 'manager' | 'agent'

export interface Pledge {
  id: string
  number: string | null
  standing: Standing
  signed_at: string
  confirmed_at: string | null
  filed_at: string | null
  valid_to: string | null
  office: { name: string }
  signer: { name: string | null; capacity: Capacity | null }
  items: Item[]
  strokes: Stroke[]
  /** Whether who signed should say here that it was them. */
  to_confirm: boolean
  /** Whether there is a paper of it. */
  sheet: boolean
}

export interface Frontage {
  left: string | null
  right: string | null
  length_m: number | null
  rule: string | null
  sketch: Sketch | null
}

/** What was drawn with the pledge: metres to the right and away from the road, as who stands before the shop sees it. */
export interface Sketch {
  ring: [number, number][] | null
  left: { door: string } | null
  right: { door: string } | null
}

export interface Check {
  at: string
  result: 'good' | 'breach'
  item: string | null
  unit: string
}

/** `shown` is false while what must be hidden on it has not been decided. */
export interface Photo {
  sha256: string
  shown: boolean
}

export interface HandIn {
  at: string
  verdict: 'passed' | 'failed' | null
  reason: string
}

export interface Appeal {
  at: string
  text: string
  state: 'open' | 'granted' | 'refused'
  answer: string
  due_at: string
}

export interface Breach {
  id: string
  item: string
  item_name: { zh: string; en: string }
  state: 'open' | 'handed-in' | 'closed' | 'escalated' | 'void'
  found_at: string
  deadline: string
  problem: string
  how_to_close: string
  before: Photo[]
  handins: HandIn[]
  appeal: Appeal | null
  appeal_until: string
}

export interface Notice {
  id: string
  number: string | null
  issuer: string
  issued_at: string | null
  problem: string
  requirement: string
  deadline: string
  basis: string
  photos: Photo[]
  received_at: string | null
  breach_id: string | null
}

/** What is signed: the page adds who signs, when and how. */
export interface PledgeDocument {
  scheme: { name: string }
  items: Item[]
  frontage: Pick<Frontage, 'left' | 'right' | 'length_m' | 'rule'>
  office: { name: string }
  term: { months: number }
}

export interface Renewal {
  why: 'expiring' | 'expired' | 'change'
  document: PledgeDocument
}

export interface Shop {
  shop: { id: string; name: string; door: string | null; street: string | null; resign_by: string | null }
  office: Office | null
  pledge: Pledge | null
  frontage: Frontage | null
  checks: Check[]
  breaches: Breach[]
  notices: Notice[]
  renewal: Renewal | null
}
