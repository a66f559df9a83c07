/**
 * 门前五包 on the spot: what a phone takes along to have a pledge signed, what is written of a signing or a refusal,
 * what is still lacking. Pure; must not know where anything is kept.
 */
import type { PackCategory } from './geography'
import type { PhotoRole, Position } from './report'

/** One thing a shop promises, in English where the city says it so; signed is the Chinese. `category_slugs`: what a breach of it can be reported as. */
export interface PledgeItem {
  seq: number
  code: string
  name_zh: string
  name_en: string
  do_zh: string
  dont_zh: string
  do_en?: string
  dont_en?: string
  category_slugs: string[]
}

/** A version of a city's pledge; never changed once somebody has signed it. */
export interface PledgeScheme {
  code: string
  version: number
  name: string
  /** The city or district whose shops promise it. */
  city: string
  term_months: number
  /** What a frontage is, in the city's words. */
  frontage_rule: string
  /** In the order in which they are read out and signed. */
  items: PledgeItem[]
  /** Sentences around the items; those that a screen shows. */
  texts?: { privacy?: string; refusal?: string }
}

/** The 街道办 that a segment belongs to. */
export interface StreetOffice {
  unit_code: string
  name: string
  phone: string | null
}

export const STANDINGS = ['signed', 'confirmed', 'active', 'expiring', 'expired', 'superseded', 'terminated'] as const
export type Standing = (typeof STANDINGS)[number]

/** How a shop stands. Null: it never signed, or nobody says. */
export interface ShopPledge {
  standing: Standing | null
  /** Until when it signs anew, because something about it changed. */
  resign_by: string | null
  refused: boolean
  /** Code of the scheme that was signed; null where none was, or an unknown one. */
  scheme: string | null
  /** Still to be put right, and found in the kit's year. */
  breaches_open: number
  breaches_this_year: number
}

/** Everything that a phone needs for pledges without signal; no personal data. */
export interface PledgeKit {
  schemes: PledgeScheme[]
  /** By code of the segment. */
  streets: Record<string, StreetOffice>
  /** By id of the shop; one that is not there never signed. */
  shops: Record<string, ShopPledge>
  /** The city's year that breaches are counted in; null or absent in a kit of an older server, which counts none. */
  year?: number | null
}

/** How many breaches of a shop a phone knows of, without knowing which. */
export interface BreachCounts {
  open: number
  found: number
  year: number
}

export const CAPACITIES = ['owner', 'manager', 'agent'] as const
export type Capacity = (typeof CAPACITIES)[number]
/** Points in thousandths of the field's width from its upper left corner, and milliseconds since the first touch. */
export type TimedStroke = [x: number, y: number, ms: number][]

/** That an item was read to the signer: aloud by the phone, or by the patrol, who says so. */
export interface Reading {
  code: string
  how: 'voice' | 'person'
  at: string
}

/** What is signed, but for what only the sealed report knows. */
export interface PledgeWords {
  form: 1
  scheme: { code: string; version: number; name: string }
  items: { code: string; name: string; do: string; dont: string }[]
  shop: { id: string; name: string; door: string | null; segment_code: string | null; segment_name: string | null; cell_code: string | null }
  frontage: { left: string; right: string; length_m: number | null; rule: string }
  office: { unit_code: string; name: string }
  term: { months: number }
  signer: { name: string; capacity: Capacity | null; phone: string | null }
  officer: { id: string; work_number: string }
  signed_at: string | null
  strokes: TimedStroke[]
  officer_strokes: TimedStroke[]
  /** Every item was read out, by the phone's voice or by the patrol; which it was stands beside the document. */
  read_aloud: boolean
}

/** The document whose canonical bytes are hashed. `pledge_id` is the id of the report that carries it. */
export interface PledgeDocument extends PledgeWords {
  pledge_id: string
  position: Position | null
  photos: { front: string[]; paper: string[] }
}

/** That somebody did not sign, as two people saw it. */
export interface Refusal {
  reason: string
  /** Work numbers. */
  officers: [string, string]
}

/** A signing in the hand: part of a draft, so on disk with every touch. */
export interface PledgeDraft {
  words: PledgeWords
  reading: Reading[]
  refusal: Refusal
}

export interface PledgePlace {
  shop: PledgeWords['shop']
  frontage: Pick<PledgeWords['frontage'], 'left' | 'right' | 'length_m'>
  office: StreetOffice | null
  officer: PledgeWords['officer']
}

/** As it is begun: the wording of the version that is read out now, which stays with this draft. */
export function newPledge(scheme: PledgeScheme, { shop, frontage, office, officer }: PledgePlace): PledgeDraft {
  const words: PledgeWords = {
    form: 1,
    scheme: { code: scheme.code, version: scheme.version, name: scheme.name },
    items: scheme.items.map(({ code, name_zh, do_zh, dont_zh }) => ({ code, name: name_zh, do: do_zh, dont: dont_zh })),
    shop,
    frontage: { ...frontage, rule: scheme.frontage_rule },
    office: { unit_code: office?.unit_code ?? '', name: office?.name ?? '' },
    term: { months: scheme.term_months },
    signer: { name: '', capacity: null, phone: null },
    officer,
    signed_at: null,
    strokes: [],
    officer_strokes: [],
    read_aloud: false,
  }
  return { words, reading: [], refusal: { reason: '', officers: [officer.work_number, ''] } }
}

/** The same signing by another scheme: who signs and up to where stays; what was read out and signed was the other wording. */
export function reworded({ words, refusal }: PledgeDraft, scheme: PledgeScheme): PledgeDraft {
  const { shop, frontage, office, officer, signer } = words
  const fresh = newPledge(scheme, { shop, frontage, office: { ...office, phone: null }, officer })
  return { ...fresh, words: { ...fresh.words, signer }, refusal }
}

/** One that says nothing yet, for what is known of no more than the shop. */
export function wordless(shopId: string): PledgeDraft {
  const scheme = { code: '', version: 0, name: '', city: '', term_months: 0, frontage_rule: '', items: [] }
  const shop = { id: shopId, name: '', door: null, segment_code: null, segment_name: null, cell_code: null }
  return newPledge(scheme, { shop, frontage: { left: '', right: '', length_m: null }, office: null, officer: { id: '', work_number: '' } })
}

export function unreadItems({ words, reading }: Pick<PledgeDraft, 'words' | 'reading'>): string[] {
  const read = new Set(reading.map(({ code }) => code))
  return words.items.map(({ code }) => code).filter((code) => !read.has(code))
}

/** With one more item read; the first time counts. */
export function withRead(pledge: PledgeDraft, reading: Reading): PledgeDraft {
  if (pledge.reading.some(({ code }) => code === reading.code)) return pledge
  const next = { ...pledge, reading: [...pledge.reading, reading] }
  return { ...next, words: { ...pledge.words, read_aloud: unreadItems(next).length === 0 } }
}

type Pictured = readonly { role: PhotoRole }[]
const has = (photos: Pictured, role: PhotoRole) => photos.some((photo) => photo.role === role)
const said = (words: string) => words.trim() !== ''

/** A single tap is no signature. */
const isDrawn = (strokes: TimedStroke[]) => strokes.flat().length > 1

export type PledgeLack = 'reading' | 'name' | 'capacity' | 'phone' | 'signature' | 'officer' | 'front'

/** What is missing before it can be kept as signed. A phone number may be left out, but not be half a one. */
export function lacksOfPledge(pledge: PledgeDraft, photos: Pictured): PledgeLack | null {
  const { signer, strokes, officer_strokes } = pledge.words
  if (unreadItems(pledge).length > 0) return 'reading'
  if (!said(signer.name)) return 'name'
  if (signer.capacity === null) return 'capacity'
  if (signer.phone !== null && !isPhone(signer.phone)) return 'phone'
  if (!isDrawn(strokes)) return 'signature'
  if (!isDrawn(officer_strokes)) return 'officer'
  return has(photos, 'scene') ? null : 'front'
}

export type RefusalLack = 'reason' | 'second' | 'paper'

/** What is missing before a refusal can be kept: why, who else saw it, and the notice that was left. */
export function lacksOfRefusal({ reason, officers }: Refusal, photos: Pictured): RefusalLack | null {
  const [one, other] = officers.map((number) => number.trim())
  if (!said(reason)) return 'reason'
  if (!one || !other || one === other) return 'second'
  return has(photos, 'paper') ? null : 'paper'
}

/** A mobile number, or a land line with or without its area code. */
function isPhone(number: string): boolean {
  const digits = number.replace(/[\s-]/g, '')
  return /^1\d{10}$/.test(digits) || /^(0\d{2,3})?\d{7,8}$/.test(digits)
}

/** The scheme that is meant at a shop: the first of these codes that is in force, or the first one of the city. */
export function schemeOf(kit: PledgeKit | null, ...codes: (string | null | undefined)[]): PledgeScheme | null {
  const [code] = codes.filter((one) => kit?.schemes.some((scheme) => scheme.code === one))
  return kit?.schemes.find((scheme) => scheme.code === code) ?? kit?.schemes[0] ?? null
}

/** Null where the kit counts none; of a shop that it leaves out there is nothing to say. */
export function breachesIn(kit: PledgeKit | null, shopId: string): BreachCounts | null {
  if (typeof kit?.year !== 'number') return null
  const counted = kit.shops[shopId]
  return { open: counted?.breaches_open ?? 0, found: counted?.breaches_this_year ?? 0, year: kit.year }
}

/** The category and those that the city's codes call the same matter. */
export function sameMatter(categories: readonly PackCategory[], slug: string | null): string[] {
  if (slug === null) return []
  const matter = categories.find((one) => one.slug === slug)?.matter_code
  const alike = typeof matter === 'string' ? categories.filter(({ matter_code }) => matter_code === matter) : []
  return [slug, ...alike.map((one) => one.slug).filter((one) => one !== slug)]
}

/** All items, those first whose breach can be reported as one of these categories. */
export function itemsFor(scheme: PledgeScheme | null, categories: readonly string[]): { item: PledgeItem; suggested: boolean }[] {
  const told = (scheme?.items ?? []).map((item) => ({ item, suggested: item.category_slugs.some((slug) => categories.includes(slug)) }))
  return [...told.filter(({ suggested }) => suggested), ...told.filter(({ suggested }) => !suggested)]
}

/** The token on a plate: what stands behind `#` of its address, or the bare token; null for any other code. */
export function plateToken(text: string): string | null {
  const token = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  return /^[A-Za-z0-9_-]{22,64}$/.test(token) ? token : null
}
