import { describe, expect, it } from 'vitest'

import type { LonLat } from '@/domain/geography'
import type { Plate } from '@/domain/plates'
import { Failure } from '@/domain/problem'
import type { ShopView } from '@/domain/shop-register'

import { doorNumber } from './addressWords'
import { createShop, type ShopPort } from './createShop'
import { lengthOf, metresAt, partOf, placeAt, planeOf } from './frontage'
import { changesOf, draftOf, lackOf, newDraft } from './shopDraft'

const PLACE: LonLat = [113.6, 34.7]
const shopView = (more: Partial<ShopView> = {}): ShopView => ({
  ...{ id: 's', name: 'Tea', door: '1', street: null, segment: null, cell_code: null, status: 'open', contact_hint: 'Z** 138****', rev: 3, pledge: null, resign_by: null, breaches_this_year: 0, refused: false },
  ...{ kind: null, point: PLACE, segment_from_m: null, segment_to_m: null, depth_m: null, frontage: null, credit_code: null, office: null, photos: [], praise_consent: false, merged_into: null, history: [], pledges: [], breaches: [], warnings: [] },
  ...more,
})

function desk(more: Partial<ShopPort['shops']> = {}) {
  const asked: unknown[] = []
  const used = createShop({
    shops: {
      get: () => Promise.resolve(shopView()),
      add: (fields) => (asked.push(['add', fields]), Promise.resolve(shopView({ id: 'new', name: fields.name }))),
      change: (id, rev, fields) => (asked.push(['change', id, rev, fields]), Promise.resolve(shopView({ rev: rev + 1, ...(fields.name && { name: fields.name }) }))),
      merge: (_id, into) => Promise.resolve(shopView({ id: into })),
      contact: () => Promise.resolve({ name: 'Zhou', phone: '13812345678' }),
      ...more,
    },
    plates: { list: () => Promise.resolve([]), revoke: (id, reason) => (asked.push(['revoke', id, reason]), Promise.resolve({ id } as Plate)) },
    sendPhoto: () => Promise.resolve('new'),
    pledges: { confirm: () => Promise.reject(new Failure('illegal-move', 409)), terminate: () => Promise.reject(new Failure('illegal-move', 409)) },
  })
  return { used, asked }
}

describe('one shop', () => {
  it('is changed with what differs and the revision that was read', async () => {
    const { used, asked } = desk()
    await used.open('s')
    used.edit()
    used.draft.value!.name = ' Tea house '
    expect((await used.save())?.rev).toBe(4)
    expect(asked).toEqual([['change', 's', 3, { name: 'Tea house' }]])
    expect(used.draft.value).toBeNull()
  })

  it('keeps what was typed when somebody was faster, and saves over theirs only when asked again', async () => {
    const revs: number[] = []
    const { used } = desk({
      get: () => Promise.resolve(shopView({ rev: revs.length ? 7 : 3 })),
      change: (_id, rev) => (revs.push(rev), rev === 3 ? Promise.reject(new Failure('stale', 412)) : Promise.resolve(shopView({ rev: 8 }))),
    })
    await used.open('s')
    used.edit()
    used.draft.value!.name = 'Mine'
    expect([await used.save(), used.draft.value?.name, used.meanwhile.value, used.shop.value?.rev]).toEqual([null, 'Mine', true, 7])
    expect((await used.save())?.rev).toBe(8)
    expect(revs).toEqual([3, 7])
  })

  it('is entered only with a name and a place', async () => {
    const { used, asked } = desk()
    used.begin()
    expect([used.lack.value, await used.save()]).toEqual(['name', null])
    used.draft.value!.name = 'New'
    expect(used.lack.value).toBe('point')
    used.draft.value!.point = PLACE
    expect((await used.save())?.id).toBe('new')
    expect(asked).toHaveLength(1)
  })

  it('shows a contact only when somebody asks, and forgets it with the shop', async () => {
    const { used } = desk()
    await used.open('s')
    expect(used.contact.value).toBeNull()
    await used.showContact()
    expect(used.contact.value?.phone).toBe('13812345678')
    await used.open('other')
    expect(used.contact.value).toBeNull()
  })

  it('takes a new picture of its front before the others, and the oldest gives way', async () => {
    const photos = ['a', 'b', 'c', 'd', 'e', 'f']
    const { used, asked } = desk({ get: () => Promise.resolve(shopView({ photos })) })
    await used.open('s')
    await used.addFront(new Blob(['jpeg']))
    expect(asked.at(-1)).toEqual(['change', 's', 3, { photos: ['new', 'a', 'b', 'c', 'd', 'e'] }])
  })

  it('says why a step was refused and leaves the shop as it is', async () => {
    const { used } = desk()
    await used.open('s')
    expect([await used.confirm('p', 'paper'), (used.refused.value as Failure).slug, used.shop.value?.id]).toEqual([false, 'illegal-move', 's'])
  })
})

describe('a shop in fields', () => {
  it('has both ends in their order, or none', () => {
    const draft = { ...newDraft(), name: 'a', point: PLACE }
    expect(lackOf(draft)).toBeNull()
    expect(lackOf({ ...draft, segment_from_m: 3 })).toBe('ends')
    expect(lackOf({ ...draft, segment_from_m: 9, segment_to_m: 3 })).toBe('ends')
    expect(lackOf({ ...draft, segment_from_m: 3, segment_to_m: 9 })).toBeNull()
  })

  it('shows lengths as a person measures them and leaves those nobody touched as they are', () => {
    const shop = shopView({ segment_from_m: 34.43, segment_to_m: 42.43, depth_m: 4 })
    const draft = draftOf(shop)
    expect([draft.segment_from_m, draft.segment_to_m, draft.depth_m]).toEqual([34.4, 42.4, 4])
    expect(changesOf(draft, shop).changed).toEqual({})
    expect(changesOf({ ...draft, segment_to_m: 42.5 }, shop).changed).toEqual({ segment_to_m: 42.5 })
  })

  it('says a door without the road that stands beside it', () => {
    expect([doorNumber('晴川路128号', '晴川路'), doorNumber('128号', '晴川路'), doorNumber('晴川路', '晴川路'), doorNumber(null, null)]).toEqual(['128号', '128号', '晴川路', ''])
  })

  it('says nothing of a contact that nobody typed', () => {
    const shop = shopView()
    expect(changesOf(draftOf(shop), shop).changed).toEqual({})
    expect(changesOf({ ...draftOf(shop), phone: '139 0000 0000' }, shop).changed).toEqual({ contact: { phone: '139 0000 0000' } })
  })
})

describe('metres along a line', () => {
  const line: LonLat[] = [PLACE, [113.601, 34.7], [113.601, 34.701]]
  const plane = planeOf(PLACE)

  it('lead to a place and back again', () => {
    const whole = lengthOf(line, plane)
    expect(whole).toBeGreaterThan(200)
    for (const metres of [0, 12.5, 91.4, 150, 200]) expect(metresAt(line, placeAt(line, metres, plane), plane)).toBeCloseTo(metres, 1)
    expect(placeAt(line, whole + 50, plane)).toEqual(line[2])
  })

  it('are those of the nearest point of the line', () => {
    const [lon, lat] = placeAt(line, 40, plane)
    expect(metresAt(line, [lon, lat + 0.0001], plane)).toBeCloseTo(40, 0)
  })

  it('cut out the part between two of them, with its corners', () => {
    const part = partOf(line, 150, 20, plane)
    expect(part).toHaveLength(3)
    expect(part[1]).toEqual(line[1])
    expect(lengthOf(part, plane)).toBeCloseTo(130, 1)
  })
})
