/** Pledges as a phone asks for them: the kit that it takes along; and, of one shop, what is only known at the office. */
import { STANDINGS, type PledgeKit, type PledgeScheme, type ShopPledge, type StreetOffice } from '@/domain/pledge'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

import { failureFrom, type Http } from './http'

export interface PledgeKitApi {
  /** The kit and the name of this answer; null when `etag` still names it. */
  pledgeKit(etag: string | null): Promise<{ kit: PledgeKit; etag: string | null } | null>
}

/** A breach of one item that is not closed. */
export interface ShopBreach {
  id: string
  /** The item's name in the pledge, in Chinese and in English; its code where nobody has one. */
  item: { name_zh: string; name_en: string }
  deadline: string | null
  state: OpenState
  overdue: boolean
}

/** `handed-in`: the merchant says that it is put right; `escalated`: it is a case by now. */
const OPEN_STATES = ['open', 'handed-in', 'escalated'] as const
export type OpenState = (typeof OPEN_STATES)[number]

/** A code that opens the merchant's page for a few minutes. */
export interface ShopCode {
  code: string
  /** Milliseconds since 1970 on this phone's own clock, whatever that shows. */
  ends_at: number
}

export interface ShopsApi {
  /** Rejects with a Failure. */
  openBreaches(shopId: string): Promise<ShopBreach[]>
  newCode(shopId: string): Promise<ShopCode>
}

/** Twenty thousand shops are some hundred kilobytes. */
const KIT_TIMEOUT_MS = 60_000

export function createPledgeKitApi(http: Http): PledgeKitApi {
  return {
    async pledgeKit(etag) {
      const headers: Record<string, string> = etag === null ? {} : { 'If-None-Match': etag }
      const reply = await http.ask({ method: 'GET', path: '/pledges/kit', headers, timeoutMs: KIT_TIMEOUT_MS })
      if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
      if (reply.status === 304) return null
      if (reply.status !== 200) throw failureFrom(reply)
      return { kit: kitFrom(reply.body), etag: reply.etag ?? null }
    },
  }
}

export function createShopsApi(http: Http, now: () => number = Date.now): ShopsApi {
  const path = (shopId: string) => `/shops/${encodeURIComponent(shopId)}`
  return {
    async openBreaches(shopId) {
      const body = await http.json({ method: 'GET', path: `/breaches?shop=${encodeURIComponent(shopId)}&state=${OPEN_STATES.join(',')}` })
      return recordsIn(body, 'items').map(breachFrom)
    },
    async newCode(shopId) {
      // Counted from the question: the answer took some of the time.
      const askedAt = now()
      const body = await http.json({ method: 'POST', path: `${path(shopId)}/codes`, json: {} })
      if (!isRecord(body) || !isText(body.code) || typeof body.valid_s !== 'number') throw new Failure('not-our-server', 200)
      return { code: body.code, ends_at: askedAt + body.valid_s * 1000 }
    },
  }
}

function recordsIn(body: unknown, field: string): Record<string, unknown>[] {
  const list = isRecord(body) ? body[field] : undefined
  if (!Array.isArray(list)) throw new Failure('not-our-server', 200)
  return list.filter(isRecord)
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const countOf = (value: unknown) => (typeof value === 'number' ? value : 0)
const textOrNull = (value: unknown) => (isText(value) ? value : null)

function breachFrom(one: Record<string, unknown>): ShopBreach {
  const names = isRecord(one.item_name) ? one.item_name : {}
  const item = { name_zh: textOf(names.zh) || textOf(one.item), name_en: textOf(names.en) || textOf(one.item) }
  const state = OPEN_STATES.find((word) => word === one.state) ?? 'open'
  return { id: textOf(one.id), item, deadline: textOrNull(one.deadline), state, overdue: one.overdue === true }
}

function kitFrom(body: unknown): PledgeKit {
  const schemes = recordsIn(body, 'schemes').map(schemeFrom)
  const streets = Object.entries(isRecord(body) && isRecord(body.streets) ? body.streets : {})
  return {
    schemes,
    streets: Object.fromEntries(streets.flatMap(([code, one]) => (isRecord(one) ? [[code, officeFrom(one)]] : []))),
    shops: Object.fromEntries(recordsIn(body, 'shops').map((one) => [textOf(one.id), shopFrom(one)])),
    year: isRecord(body) && typeof body.year === 'number' ? body.year : null,
  }
}

function schemeFrom(one: Record<string, unknown>): PledgeScheme {
  const items = recordsIn(one, 'items') as unknown as PledgeScheme['items']
  return {
    code: textOf(one.code),
    version: Number(one.version),
    name: textOf(one.name),
    city: textOf(one.city),
    term_months: Number(one.term_months),
    frontage_rule: textOf(one.frontage_rule),
    texts: isRecord(one.texts) ? { privacy: textOf(one.texts.privacy), refusal: textOf(one.texts.refusal) } : {},
    items: items.map((item) => ({ ...item, category_slugs: Array.isArray(item.category_slugs) ? item.category_slugs : [] })),
  }
}

function officeFrom(one: Record<string, unknown>): StreetOffice {
  return { unit_code: textOf(one.unit_code), name: textOf(one.name), phone: textOrNull(one.phone) }
}

function shopFrom(one: Record<string, unknown>): ShopPledge {
  const standing = STANDINGS.find((word) => word === one.standing) ?? null
  return {
    standing,
    resign_by: textOrNull(one.resign_by),
    refused: one.refused === true,
    scheme: textOrNull(one.scheme),
    breaches_open: countOf(one.breaches_open),
    breaches_this_year: countOf(one.breaches_this_year),
  }
}
