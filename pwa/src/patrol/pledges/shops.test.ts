// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import { aPerson } from '../fakePhone.testing'
import { $, all, patrolPage, settle, tap, text } from '../patrolPage.testing'
import { aDraft } from '../samples.testing'
import { KIT, SHOPS } from './samples.testing'

const page = patrolPage()
const path = () => page.router.currentRoute.value.fullPath
const draftOf = () => page.fake.state.drafts.get()[0]
const HERE = { lon: 113.67002, lat: 34.73998, accuracy_m: 8, fixed_at: null, source: 'gps' as const, datum: 'wgs84' as const }

async function open(where: string, permissions = ['sign-pledges']): Promise<void> {
  page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions }) })
  const { areaPack } = page.fake.state
  if (areaPack) page.fake.state.areaPack = { ...areaPack, shops: SHOPS, categories: [...areaPack.categories, { slug: 'litter', group: 'pledge', name_zh: 'zh', name_en: 'litter', photos_min: 2 }] }
  page.fake.state.pledgeKit.set(KIT)
  page.geolocation = {
    watchPosition(found: PositionCallback) {
      found({ timestamp: Date.now(), coords: { longitude: HERE.lon, latitude: HERE.lat, accuracy: 8 } } as GeolocationPosition)
      return 1
    },
    clearWatch: () => undefined,
  }
  await page.open(where)
  await settle()
}

describe('the way to shops', () => {
  it('is on the home screen for who has pledges signed', async () => {
    await open('/')
    await tap('to-shops')
    expect(path()).toBe('/shops')
    await open('/', [])
    expect([$('to-shops'), $('to-map')]).toEqual([null, expect.anything()])
  })
})

describe('picking a shop', () => {
  it('offers those near, nearest first, with how they stand and which are across the street', async () => {
    await open('/shops')
    expect(all('shop-choice').map(({ dataset }) => dataset.shop)).toEqual(['s128', 's129', 's130'])
    expect(all('shop-choice').map((one) => one.textContent)).toEqual([
      expect.stringContaining('Not signed yet'),
      expect.stringContaining('across the street'),
      expect.stringContaining('Pledge ends soon'),
    ])
    expect(all('choice-breaches').map((one) => one.closest('li')?.textContent)).toEqual([expect.stringMatching(/Xiaoman Noodles.*1 not put right/)])
    expect($('street-strip')?.querySelectorAll('.door')).toHaveLength(3)
    await tap('pick-this')
    expect(path()).toBe('/shops/s128')
  })

  it('finds one by its name', async () => {
    await open('/shops')
    await tap('pick-search')
    const field = $('pick-words') as HTMLInputElement
    field.value = 'fruit'
    field.dispatchEvent(new Event('input'))
    await settle()
    expect([all('shop-choice').map(({ dataset }) => dataset.shop), $('pick-this')]).toEqual([['s129'], null])
    await tap('shop-choice')
    await tap('pick-this')
    expect(path()).toBe('/shops/s129')
  })

  it('names it in the report that asks, and takes an item of another shop out', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd', position: HERE, subject: { ...aDraft().subject, shop_id: 's130', pledge_item: 'order' } })])
    await open('/shops?for=d')
    expect(all('shop-choice').find((one) => one.getAttribute('aria-checked') === 'true')?.dataset.shop).toBe('s130')
    await tap('shop-choice')
    await tap('pick-this')
    expect([path(), draftOf()?.subject]).toEqual(['/capture/d', expect.objectContaining({ shop_id: 's128', pledge_item: null })])
  })

  it('lets a report go on without a shop, or with the name of one that is not entered', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd', position: HERE, note: 'boxes', subject: { ...aDraft().subject, shop_id: 's130' } })])
    await open('/shops?for=d')
    await tap('pick-none')
    expect([path(), draftOf()?.subject.shop_id]).toEqual(['/capture/d', null])
    await open('/shops?for=d')
    await tap('pick-missing')
    const field = $('not-listed-name') as HTMLInputElement
    field.value = 'New Tea'
    field.dispatchEvent(new Event('input'))
    await settle()
    await tap('not-listed-say')
    expect([path(), draftOf()?.note]).toEqual(['/capture/d', 'Shop not entered: New Tea. boxes'])
  })
})

describe('a shop', () => {
  it('says how it stands and what is open, and leads to its pledge', async () => {
    page.fake.state.breaches = [{ id: 'b', item: { name_zh: 'zh', name_en: 'order' }, deadline: null, state: 'handed-in', overdue: false }]
    await open('/shops/s130')
    expect([$('standing')?.dataset.standing, text('breaches')]).toEqual(['expiring', '1 not put right yetordersays it is put rightBreaches in 2026: 3'])
    await tap('sign')
    expect(path()).toBe('/shops/s130/pledge')
  })

  it('says without signal how many breaches are open, as of when, and how many there were', async () => {
    page.fake.state.failing.set('openBreaches', new Failure('no-network'))
    await open('/shops/s130')
    expect([text('breaches'), $('breaches')?.dataset.open]).toEqual([expect.stringContaining('1 not put right yet'), '1'])
    expect([text('breaches-as-of'), text('breaches-year')]).toEqual([expect.stringMatching(/^As of .+; with signal/), 'Breaches in 2026: 3'])
    page.fake.state.failing.set('openBreaches', new Failure('no-network'))
    await open('/shops/s128')
    expect(text('breaches')).toMatch(/^Nothing is left to put right.*Breaches in 2026: 0$/)
  })

  it('says that nothing is known while the phone has no kit, or one that counts none', async () => {
    for (const kit of [null, { ...KIT, year: null }]) {
      page.fake.state.failing.set('openBreaches', new Failure('no-network'))
      await open('/shops/s130')
      page.fake.state.pledgeKit.set(kit)
      await settle()
      expect(text('breaches')).toMatch(/^This phone does not know yet/)
    }
  })

  it('is known as signed as soon as it was signed here', async () => {
    page.fake.state.said.set({ s128: { report_id: 'r', verb: 'sign-pledge', at: Date.now(), state: 'waiting', document_sha256: 'ab12cd34'.repeat(8) } })
    await open('/shops/s128')
    expect($('standing')?.dataset.standing).toBe('signed')
    expect(text('said-here')).toContain('Saved on this phone')
    expect(text('said-here')).toContain('fingerprint ab12 cd34')
  })

  it('is not signed by who may not', async () => {
    await open('/shops/s128', [])
    expect([$('sign'), $('shop-code')]).toEqual([null, null])
  })

  it('begins a report of the item that was not kept, as what it can be reported', async () => {
    await open('/shops/s128')
    await tap('check-shop')
    expect(all('breach-item').map(({ dataset }) => dataset.item)).toEqual(['clean', 'order'])
    // The second one is of a scheme that says it in Chinese only.
    expect(all('breach-item').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('No rubbish outside.'), expect.stringContaining('no order')])
    await tap('breach-item')
    expect(path()).toContain('/camera')
    expect(draftOf()).toMatchObject({ category: 'litter', subject: { shop_id: 's128', pledge_item: 'clean' }, awaiting_photo: 'scene' })
  })

  it('needs no word where everything is kept', async () => {
    await open('/shops/s128')
    await tap('check-shop')
    await tap('check-fine')
    expect([$('breach-item'), page.fake.state.drafts.get()]).toEqual([null, []])
  })

  it('gets a code for its merchant, or the reason why not', async () => {
    await open('/shops/s128')
    page.fake.state.failing.set('newCode', new Failure('no-network'))
    await tap('shop-code')
    expect(document.body.textContent).toContain('A code needs a connection')
    await tap('shop-code')
    expect([text('code-digits'), text('code-until')]).toEqual(['482 913', expect.stringMatching(/^Good for (9|10) minutes/)])
  })
})

describe('a code for a merchant', () => {
  it('is said to live as long as it does and never longer', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    const passing = async (ms: number) => {
      vi.advanceTimersByTime(ms)
      await settle()
    }
    await open('/shops/s128')
    await tap('shop-code')
    await passing(510_000)
    expect(text('code-until')).toContain('Good for 1 minutes')
    await passing(60_000)
    expect(text('code-until')).toContain('within a minute')
    await passing(30_000)
    expect([$('code-digits'), document.body.textContent]).toEqual([null, expect.stringContaining('This code has ended')])
    vi.useRealTimers()
  })
})

describe('a shop in the form of a report', () => {
  it('is offered where it is near, and its items with the likely one first', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd', position: HERE, category: 'sl2_out_of_shop' })])
    await open('/capture/d')
    await tap('shop-near')
    expect(draftOf()?.subject.shop_id).toBe('s128')
    expect(all('pledge-chip').map(({ dataset }) => [dataset.item, dataset.suggested])).toEqual([['order', 'true'], ['clean', 'false']])
    await tap('pledge-chip')
    expect(draftOf()?.subject.pledge_item).toBe('order')
    await tap('pledge-chip')
    expect(draftOf()?.subject.pledge_item).toBeNull()
  })

  it('asks as what an item is reported while the report says something else', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd', position: HERE, category: 'manhole_broken', subject: { ...aDraft().subject, shop_id: 's128', pledge_item: 'clean' } })])
    await open('/capture/d')
    await tap('fitting-category')
    expect([draftOf()?.category, draftOf()?.subject.pledge_item, $('fitting-category')]).toEqual(['litter', 'clean', null])
  })

  it('is not asked for where none is near', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd', position: { ...HERE, lat: 34.8 }, category: 'sl2_out_of_shop' })])
    await open('/capture/d')
    expect($('shop-card')).toBeNull()
  })
})
