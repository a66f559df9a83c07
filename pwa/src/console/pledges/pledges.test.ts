import { describe, expect, it } from 'vitest'

import type { Coverage, FilingAnswer } from '@/domain/pledge-ledger'
import type { PlateAddress } from '@/domain/plates'
import { Failure } from '@/domain/problem'
import type { ShopImport, ShopRow } from '@/domain/shop-register'

import { createPlateAddress } from './createPlateAddress'
import { createShopImport } from './createShopImport'
import { createShopLedger, type LedgerPort } from './createShopLedger'
import { saidOf } from './looks'
import { addressOf, EVERYTHING, queryFor, questionFrom } from './question'

const pledge = (id: string, standing: string) => ({ id, number: null, standing: standing as never, valid_to: null, days_left: null })
const row = (id: string, more: Partial<ShopRow> = {}): ShopRow => ({ id, name: id, door: null, street: null, segment: null, cell_code: null, status: 'open', contact_hint: null, rev: 1, pledge: null, resign_by: null, breaches_this_year: 0, refused: false, ...more })
const signed = (valid: number, shops: number) => ({ valid, shops, share: shops ? valid / shops : null, closed: 0, refused: 0, waiting: 0, expiring: 0, expired: 0 })
const place = (code: string, valid: number, shops: number) => ({ code, name: code, ...signed(valid, shops) })
const COVERAGE: Coverage = { items: [place('a', 1, 2), place('none', 0, 0), place('b', 3, 4)], ...signed(4, 6) }

function desk(rows: ShopRow[], more: Partial<LedgerPort> = {}) {
  const asked: unknown[] = []
  const ledger = createShopLedger({
    list: (query) => (asked.push(query), Promise.resolve({ items: rows, cursor: null, has_more: false })),
    counts: () => Promise.resolve({ all: rows.length }),
    coverage: (by) => (asked.push(by), Promise.resolve(COVERAGE)),
    file: (ids) => (asked.push(['file', ids]), Promise.resolve({ filed: [], refused: [] } satisfies FilingAnswer)),
    remind: (ids) => (asked.push(['remind', ids]), Promise.resolve({ told: ids.length, nobody: [] })),
    ...more,
  })
  return { ledger, asked }
}

describe('what the ledger is asked', () => {
  it('is in the address, and comes back from there', () => {
    const question = { ...EVERYTHING, tab: 'expiring' as const, place: { by: 'segment' as const, code: 'S 1' }, odd: 'true' as const, scheme: 'city@2', words: 'tea' }
    expect(addressOf(question)).toEqual({ tab: 'expiring', segment: 'S 1', odd: 'true', scheme: 'city@2', words: 'tea' })
    expect(questionFrom(addressOf(question))).toEqual(question)
    expect(queryFor(question)).toEqual({ standing: 'expiring', segment: 'S 1', odd: 'true', scheme: 'city@2', words: 'tea' })
  })

  it('leaves out what is odd', () => {
    expect(questionFrom({ tab: 'everything', odd: 'perhaps', status: 'gone', scheme: 'city', words: ['a'] })).toEqual(EVERYTHING)
  })
})

describe('what is said of a shop', () => {
  it.each([
    [{ status: 'closed' as const, pledge: pledge('p', 'active') }, 'closed'],
    [{ resign_by: '2026-12-01', pledge: pledge('p', 'active') }, 'resign'],
    [{ pledge: pledge('p', 'confirmed'), refused: true }, 'confirmed'],
    [{ pledge: pledge('p', 'terminated'), refused: true }, 'refused'],
    [{ refused: true }, 'refused'],
    [{}, 'none'],
  ])('%j is %s', (more, said) => {
    expect(saidOf(row('s', more))).toBe(said)
  })
})

describe('the ledger', () => {
  it('puts those first where most have signed, and places without a shop last', async () => {
    const { ledger } = desk([])
    await ledger.count('segment')
    expect(ledger.coverage.value?.items.map(({ code }) => code)).toEqual(['b', 'a', 'none'])
  })

  it('keeps the line that is looked at while it is in the list', async () => {
    const { ledger } = desk([row('a'), row('b')])
    await ledger.ask({ ...EVERYTHING })
    ledger.step(1)
    await ledger.ask({ ...EVERYTHING, words: 'b' })
    expect(ledger.chosen.value).toBe('b')
    ledger.step(1)
    expect(ledger.current.value?.id).toBe('b')
  })

  it('puts those first that end first, once all of them are here', async () => {
    const until = (id: string, day: string | null) => row(id, { pledge: { ...pledge(id, 'active'), valid_to: day } })
    const { ledger, asked } = desk([until('b', '2026-12-02'), row('none'), until('a', '2026-12-01')])
    await ledger.ask({ ...EVERYTHING, sort: 'due' })
    expect([ledger.items.value.map(({ id }) => id), asked[0]]).toEqual([['a', 'b', 'none'], { limit: 50 }])
  })

  it('files only what is confirmed, and of those with a mark only those', async () => {
    const { ledger, asked } = desk([row('a', { pledge: pledge('pa', 'confirmed') }), row('b', { pledge: pledge('pb', 'signed') }), row('c', { pledge: pledge('pc', 'confirmed') })])
    await ledger.ask({ ...EVERYTHING })
    await ledger.file()
    expect(asked).toContainEqual(['file', ['pa', 'pc']])
    ledger.toggle('c')
    await ledger.file()
    expect(asked).toContainEqual(['file', ['pc']])
  })

  it('tells what was done after the list was read anew, and forgets the marks', async () => {
    const { ledger } = desk([row('a', { pledge: pledge('pa', 'expiring') })])
    await ledger.ask({ ...EVERYTHING })
    ledger.toggleAll()
    await ledger.remind(['a'])
    expect([ledger.reminded.value?.told, ledger.marked.value.size]).toEqual([1, 0])
  })

  it('says why nothing was done and keeps the marks', async () => {
    const { ledger } = desk([row('a', { pledge: pledge('pa', 'confirmed') })], { file: () => Promise.reject(new Failure('not-allowed', 403)) })
    await ledger.ask({ ...EVERYTHING })
    ledger.toggle('a')
    await ledger.file()
    expect([(ledger.refused.value as Failure).slug, ledger.marked.value.size, ledger.filed.value]).toEqual(['not-allowed', 1, null])
  })
})

describe('a table of shops', () => {
  const found = (more: Partial<ShopImport> = {}): ShopImport => ({ id: 'i', state: 'checked', file_name: 'a.xlsx', rows: 3, good: 2, new: 2, changed: 0, same: 0, bad: [{ row: 2, column: 'name', why: 'no-name' }], bad_rows: 1, warnings: [], warned: 0, ...more })

  it('is not entered while a row is bad, unless somebody says that it is left out', async () => {
    const entered: string[] = []
    const table = createShopImport({ bring: () => Promise.resolve(found()), enter: (id) => (entered.push(id), Promise.resolve(found({ state: 'entered' }))) })
    await table.bring(new Blob(['x']), 'a.xlsx')
    expect([await table.enter(), entered]).toEqual([false, []])
    table.leaveOut.value = true
    expect([await table.enter(), entered, table.entered.value]).toEqual([true, ['i'], true])
  })

  it('asks again about bad rows of another table', async () => {
    const table = createShopImport({ bring: () => Promise.resolve(found()), enter: () => Promise.reject(new Error('entered')) })
    await table.bring(new Blob(['x']), 'a.xlsx')
    table.leaveOut.value = true
    await table.bring(new Blob(['y']), 'b.xlsx')
    expect(table.ready.value).toBe(false)
  })
})

describe('the address on plates', () => {
  const told = (more: Partial<PlateAddress> = {}): PlateAddress => ({ address: 'https://x', checked_at: null, seen_from: null, page: null, expires_at: null, ...more })

  it('has passed once somebody outside was there after the check began', async () => {
    let now: PlateAddress = told({ checked_at: 'before' })
    const room = createPlateAddress({ address: () => Promise.resolve(now), check: () => Promise.resolve(told({ page: 'https://x/p#check=1', expires_at: '2026-11-22T10:00:00Z' })) }, () => Date.parse('2026-11-22T09:50:00Z'))
    await room.load()
    await room.check()
    await room.watch()
    expect([room.begun.value?.page, room.passed.value]).toEqual(['https://x/p#check=1', false])
    now = told({ checked_at: 'now', seen_from: 'public' })
    await room.watch()
    expect(room.passed.value).toBe(true)
  })

  it('asks no longer when the time is over', async () => {
    let asked = 0
    const room = createPlateAddress({ address: () => (asked += 1, Promise.resolve(told())), check: () => Promise.resolve(told({ page: 'p', expires_at: '2026-11-22T10:00:00Z' })) }, () => Date.parse('2026-11-22T10:00:01Z'))
    await room.check()
    await room.watch()
    expect(asked).toBe(0)
  })
})
