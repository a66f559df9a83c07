import { describe, expect, it } from 'vitest'

import { createHttp } from './http'
import { createPledgeKitApi, createShopsApi } from './pledges'

const asked: Request[] = []
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  return createHttp(async (input, init) => {
    asked.push(new Request(new URL(String(input), 'http://x'), init))
    return new Response(status === 304 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
  })
}

const ITEM = { seq: 1, code: 'clean', name_zh: 'a', name_en: 'a', do_zh: 'b', dont_zh: 'c', category_slugs: ['x'] }
const BODY = {
  schemes: [{ id: 4, code: 'city', version: 2, name: 'Five', city: 'C', title: 'T', term_months: 12, frontage_rule: 'r', items: [ITEM], texts: { privacy: 'p', refusal: 'q', duties: [] } }],
  streets: { 'S-1': { unit_code: 'east', name: 'East', phone: null } },
  shops: [
    { id: 's1', pledge_id: 'p', scheme: 'city', standing: 'expiring', valid_to: '2026-12-01', resign_by: null, refused: false },
    { id: 's2', standing: null, resign_by: '2026-12-20', refused: true },
    { id: 's3', standing: 'a word of a later server', resign_by: null, refused: false, breaches_open: 2, breaches_this_year: 5 },
  ],
  year: 2026,
}

describe('the kit for pledges', () => {
  it('is what the phone needs of the answer, and its name', async () => {
    const fresh = await createPledgeKitApi(answering(200, BODY, { ETag: '"k1"' })).pledgeKit(null)
    expect(fresh?.etag).toBe('"k1"')
    expect(fresh?.kit.schemes).toEqual([{ code: 'city', version: 2, name: 'Five', city: 'C', term_months: 12, frontage_rule: 'r', items: [ITEM], texts: { privacy: 'p', refusal: 'q' } }])
    expect(fresh?.kit.streets['S-1']).toEqual({ unit_code: 'east', name: 'East', phone: null })
    expect(fresh?.kit.shops).toEqual({
      s1: { standing: 'expiring', resign_by: null, refused: false, scheme: 'city', breaches_open: 0, breaches_this_year: 0 },
      s2: { standing: null, resign_by: '2026-12-20', refused: true, scheme: null, breaches_open: 0, breaches_this_year: 0 },
      s3: { standing: null, resign_by: null, refused: false, scheme: null, breaches_open: 2, breaches_this_year: 5 },
    })
    expect(fresh?.kit.year).toBe(2026)
  })

  it('is not read again while its name is the same', async () => {
    expect(await createPledgeKitApi(answering(304, null)).pledgeKit('"k1"')).toBeNull()
    expect(asked.at(-1)?.headers.get('If-None-Match')).toBe('"k1"')
  })

  it('is nothing that another server says', async () => {
    await expect(createPledgeKitApi(answering(200, { hello: 1 })).pledgeKit(null)).rejects.toMatchObject({ slug: 'not-our-server' })
  })
})

describe('what only the office knows of a shop', () => {
  it('is a code for its merchant', async () => {
    const wrongClock = () => 7_000
    const told = { code: '482913', expires_at: '2026-11-22T02:10:00Z', valid_s: 600 }
    expect(await createShopsApi(answering(201, told), wrongClock).newCode('s/1')).toEqual({ code: '482913', ends_at: 607_000 })
    expect([asked.at(-1)?.method, new URL(asked.at(-1)?.url ?? '').pathname]).toEqual(['POST', '/api/v1/shops/s%2F1/codes'])
  })

  it('is what is open about it, by the names of the items', async () => {
    const items = [{ id: 'b1', item: 'clean', item_name: { zh: 'z', en: 'e' }, deadline: null, state: 'open', overdue: true }, { id: 'b2', item: 'order', deadline: 'd', state: 'handed-in' }]
    const breaches = await createShopsApi(answering(200, { items })).openBreaches('s1')
    expect(breaches).toEqual([{ id: 'b1', item: { name_zh: 'z', name_en: 'e' }, deadline: null, state: 'open', overdue: true }, { id: 'b2', item: { name_zh: 'order', name_en: 'order' }, deadline: 'd', state: 'handed-in', overdue: false }])
    expect(asked.at(-1)?.url).toContain('shop=s1&state=open,handed-in,escalated')
  })
})
