import { describe, expect, it } from 'vitest'

import { breachesIn, itemsFor, lacksOfPledge, lacksOfRefusal, newPledge, plateToken, reworded, sameMatter, schemeOf, unreadItems, withRead, type PledgeDraft, type PledgeKit, type PledgeScheme } from './pledge'

const item = (seq: number, code: string, ...category_slugs: string[]) => ({ seq, code, name_zh: code, name_en: code, do_zh: 'do', dont_zh: 'dont', category_slugs })
const SCHEME: PledgeScheme = {
  code: 'city', version: 3, name: 'Five', city: 'City', term_months: 12, frontage_rule: 'to the kerb',
  items: [item(1, 'clean', 'litter'), item(2, 'order', 'out', 'park')],
}
const PLACE = {
  shop: { id: 's1', name: 'Shop', door: '128', segment_code: 'S', segment_name: 'Elm', cell_code: null },
  frontage: { left: '126', right: '130', length_m: null },
  office: { unit_code: 'east', name: 'East', phone: null },
  officer: { id: 'p1', work_number: '0217' },
}
const AT = '2026-11-22T02:00:00Z'
const FRONT = [{ role: 'scene' as const }]

function ready(more: Partial<PledgeDraft['words']> = {}): PledgeDraft {
  const begun = newPledge(SCHEME, PLACE)
  const read = begun.words.items.reduce((pledge, { code }) => withRead(pledge, { code, how: 'voice', at: AT }), begun)
  const signer = { name: 'Wang', capacity: 'owner' as const, phone: null }
  return { ...read, words: { ...read.words, signer, strokes: [[[1, 2, 0], [9, 9, 8]]], officer_strokes: [[[1, 2, 0]], [[9, 9, 8]]], ...more } }
}

describe('a pledge that is begun', () => {
  it('has the wording of its version in its order, and the place', () => {
    const { words } = newPledge(SCHEME, PLACE)
    expect(words).toMatchObject({ form: 1, scheme: { code: 'city', version: 3 }, term: { months: 12 }, office: { unit_code: 'east', name: 'East' }, read_aloud: false })
    expect(words.items.map(({ code }) => code)).toEqual(['clean', 'order'])
    expect(words.frontage).toEqual({ left: '126', right: '130', length_m: null, rule: 'to the kerb' })
  })

  it('is read out once every item was, whoever read it; the first time counts', () => {
    const one = withRead(newPledge(SCHEME, PLACE), { code: 'clean', how: 'voice', at: AT })
    expect([unreadItems(one), one.words.read_aloud]).toEqual([['order'], false])
    const all = withRead(withRead(one, { code: 'clean', how: 'person', at: 'later' }), { code: 'order', how: 'person', at: AT })
    expect(all.reading).toEqual([{ code: 'clean', how: 'voice', at: AT }, { code: 'order', how: 'person', at: AT }])
    expect(all.words.read_aloud).toBe(true)
  })
})

describe('the scheme at a shop', () => {
  const WEST = { ...SCHEME, code: 'west', items: [item(1, 'green')] }
  const KIT: PledgeKit = { schemes: [SCHEME, WEST], streets: {}, shops: {}, year: 2026 }

  it('is the first that is named and in force, else the first of the city', () => {
    expect(schemeOf(KIT, null, 'gone', 'west')).toBe(WEST)
    expect([schemeOf(KIT, 'gone'), schemeOf(KIT)]).toEqual([SCHEME, SCHEME])
    expect([schemeOf({ ...KIT, schemes: [] }, 'west'), schemeOf(null)]).toEqual([null, null])
  })

  it('takes with it what was read out and signed, and leaves who signs and where', () => {
    const other = reworded(ready({ signed_at: AT }), WEST)
    expect(other.words).toMatchObject({ scheme: { code: 'west' }, strokes: [], officer_strokes: [], signed_at: null, read_aloud: false, signer: { name: 'Wang' }, office: { unit_code: 'east' } })
    expect(unreadItems(other)).toEqual(['green'])
  })

  it('says of a shop that it leaves out that nothing is open, if it counts at all', () => {
    expect(breachesIn(KIT, 's1')).toEqual({ open: 0, found: 0, year: 2026 })
    expect([breachesIn({ ...KIT, year: null }, 's1'), breachesIn(null, 's1')]).toEqual([null, null])
  })
})

describe('what a signing lacks', () => {
  it('is said one after the other', () => {
    expect(lacksOfPledge(newPledge(SCHEME, PLACE), FRONT)).toBe('reading')
    expect(lacksOfPledge(ready({ signer: { name: ' ', capacity: 'owner', phone: null } }), FRONT)).toBe('name')
    expect(lacksOfPledge(ready({ signer: { name: 'Wang', capacity: null, phone: null } }), FRONT)).toBe('capacity')
    expect(lacksOfPledge(ready({ strokes: [] }), FRONT)).toBe('signature')
    expect(lacksOfPledge(ready({ strokes: [[[1, 2, 0]]] }), FRONT)).toBe('signature')
    expect(lacksOfPledge(ready({ officer_strokes: [] }), FRONT)).toBe('officer')
    expect(lacksOfPledge(ready(), [{ role: 'paper' }])).toBe('front')
    expect(lacksOfPledge(ready(), FRONT)).toBeNull()
  })

  it.each([['138 0000 1234', null], ['0371-66001234', null], ['66001234', null], ['13800', 'phone'], ['238 0000 1234', 'phone']])('is not a number that is there: %s', (phone, lack) => {
    expect(lacksOfPledge(ready({ signer: { name: 'Wang', capacity: 'agent', phone } }), FRONT)).toBe(lack)
  })
})

describe('what a refusal lacks', () => {
  const paper = [{ role: 'paper' as const }]
  it('is a reason, another officer and the notice that was left', () => {
    expect(lacksOfRefusal({ reason: ' ', officers: ['1', '2'] }, paper)).toBe('reason')
    expect(lacksOfRefusal({ reason: 'no', officers: ['0217', ' 0217'] }, paper)).toBe('second')
    expect(lacksOfRefusal({ reason: 'no', officers: ['0217', ''] }, paper)).toBe('second')
    expect(lacksOfRefusal({ reason: 'no', officers: ['0217', '0218'] }, FRONT)).toBe('paper')
    expect(lacksOfRefusal({ reason: 'no', officers: ['0217', '0218'] }, paper)).toBeNull()
  })
})

describe('items', () => {
  it('that name the category come first, the others in turn', () => {
    expect(itemsFor(SCHEME, ['park']).map(({ item: { code }, suggested }) => [code, suggested])).toEqual([['order', true], ['clean', false]])
    expect(itemsFor(SCHEME, []).map(({ item: { code } }) => code)).toEqual(['clean', 'order'])
    expect(itemsFor(null, ['park'])).toEqual([])
  })
})

describe('categories of one matter', () => {
  const category = (slug: string, matter_code?: string | null) => ({ slug, group: 'g', name_zh: slug, name_en: slug, photos_min: 2, matter_code })
  it('are those with the same code of the city', () => {
    const all = [category('a', '09005'), category('b', '09005'), category('c', '06010'), category('d', null), category('e', null)]
    expect([sameMatter(all, 'b'), sameMatter(all, 'd'), sameMatter(all, 'gone'), sameMatter(all, null)]).toEqual([['b', 'a'], ['d'], ['gone'], []])
  })
})

describe('the token of a plate', () => {
  const TOKEN = 'q3Vh0_J4wE-kq9Xc2mTzR1aB'
  it('stands behind the fragment of its address, or alone', () => {
    expect(plateToken(`https://city.example/p#${TOKEN}`)).toBe(TOKEN)
    expect(plateToken(TOKEN)).toBe(TOKEN)
  })

  it.each(['https://pay.example/abc', 'wxp://f2f0', '', '#short', `https://city.example/p#${TOKEN}/x`])('is in no other code: %s', (text) => {
    expect(plateToken(text)).toBeNull()
  })
})
