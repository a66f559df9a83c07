import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'

import type { Scheme, SchemeSaid } from '@/domain/pledge-ledger'
import { Failure } from '@/domain/problem'

import { createSchemes } from './createSchemes'

const item = (code: string, seq: number) => ({ seq, code, name_zh: code, name_en: code, do_zh: 'a', dont_zh: 'b', category_slugs: [] })
const scheme = (version: number): Scheme => ({
  ...{ code: 'five', version, name: 'Five', city: 'City', title: 'Five of City', renewal_days_on_change: 30, term_months: 12, notice_days: 30, frontage_rule: 'wall to kerb', active: true, in_force: true, in_force_from: '' },
  ...{ items: [item('one', 1), item('two', 2)], texts: { title: '', opening: '', duties: ['x'], checks: '', change: '', privacy: '', refusal: '' } },
})

describe('a further version of a scheme', () => {
  it('follows the one that was read, says all of it and changes nothing of the old one', async () => {
    const sent: [SchemeSaid, number | null][] = []
    const used = createSchemes({ schemes: () => Promise.resolve([scheme(2)]), putScheme: (said, read) => (sent.push([said, read]), Promise.resolve({ ...scheme(3), ...said })) }, shallowRef<Scheme[]>([]))
    await used.load()
    const old = used.one.value!
    used.begin()
    used.draft.value!.resign = true
    used.moveItem(1, -1)
    used.addItem()
    used.draft.value!.texts.duties.push(' ', 'y ')
    expect(await used.save()).toBe(true)
    expect([sent[0]?.[1], sent[0]?.[0].items.map(({ code, seq }) => [code, seq]), sent[0]?.[0].texts.duties]).toEqual([2, [['two', 1], ['one', 2], ['', 3]], ['x', 'y']])
    expect(sent[0]?.[0].resign).toBe(true)
    expect([old.items.map(({ code }) => code), old.texts.duties]).toEqual([['one', 'two'], ['x']])
    expect([used.one.value?.version, used.draft.value]).toEqual([3, null])
  })

  it('keeps what was written when somebody was faster, and then follows theirs', async () => {
    let newest = 2
    const read: (number | null)[] = []
    const used = createSchemes(
      { schemes: () => Promise.resolve([scheme(newest)]), putScheme: (said, after) => (read.push(after), after === newest ? Promise.resolve({ ...scheme(4), ...said }) : Promise.reject(new Failure('stale', 412))) },
      shallowRef<Scheme[]>([]),
    )
    await used.load()
    used.begin()
    used.draft.value!.name = 'Mine'
    newest = 3
    expect([await used.save(), used.meanwhile.value, used.draft.value?.name]).toEqual([false, true, 'Mine'])
    expect([await used.save(), read]).toEqual([true, [2, 3]])
  })
})
