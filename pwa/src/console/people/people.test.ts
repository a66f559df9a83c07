import { describe, expect, it } from 'vitest'

import type { AccountsApi } from '@/api/accounts'
import type { Account, TablePlan } from '@/domain/accounts'
import { Failure } from '@/domain/problem'

import { createPeople } from './createPeople'
import { createTable } from './createTable'

const FIELDS = { name: 'Li', roles: ['patrol'], units: [], segments: [], cells: [] }
const account = (id: string, more: Partial<Account> = {}): Account => ({ ...FIELDS, id, username: id, active: true, demo: false, password_given: false, created_at: '', rev: 1, ...more })

function desk(more: Partial<AccountsApi> = {}) {
  const none = () => Promise.reject(new Error('not asked'))
  return createPeople({
    list: async () => ({ items: [account('li'), account('wang')], cursor: null, has_more: false }),
    get: async (id) => account(id, { rev: 5, name: 'theirs' }),
    add: async (username) => ({ person: account(username, { password_given: true }), password: 'made' }),
    change: async (before, fields, active) => ({ ...before, ...fields, active, rev: before.rev + 1 }),
    resetPassword: async (before) => ({ person: { ...before, password_given: true }, password: 'again' }),
    look: none, bring: none,
    ...more,
  })
}

describe('accounts', () => {
  it('tells a password that was made until another person is looked at', async () => {
    const people = desk()
    await people.ask({})
    people.beginAdding()
    expect(await people.add('zhao', FIELDS)).toBe(true)
    expect([people.told.value?.password, people.one.value?.username, people.adding.value]).toEqual(['made', 'zhao', false])
    people.choose('li')
    expect(people.told.value).toBeNull()
    await people.resetPassword()
    expect([people.told.value?.password, people.one.value?.password_given]).toEqual(['again', true])
  })

  it('shows what a faster colleague wrote and changes over it only when asked again', async () => {
    const asked: number[] = []
    const people = desk({
      change: async (before, fields, active) => {
        asked.push(before.rev)
        if (before.rev !== 5) throw new Failure('stale', 412)
        return { ...before, ...fields, active, rev: 6 }
      },
    })
    await people.ask({})
    expect([await people.change(FIELDS, true), people.one.value?.name, people.saved.value]).toEqual([false, 'theirs', false])
    expect([await people.change(FIELDS, false), people.one.value?.active, asked]).toEqual([true, false, [1, 5]])
  })
})

describe('a table of people', () => {
  const file = { name: 'people.xlsx', arrayBuffer: async () => new ArrayBuffer(1) }
  const fields = { ...FIELDS, active: true }
  const step = (what: 'new' | 'same') => ({ number: 2, username: 'li', what, was: null, will: fields })
  const planned = (plan: string | null, ...steps: TablePlan['steps']): TablePlan => ({ plan, steps, wrong: plan === null ? [{ number: 3, word: 'no-post', value: '', detail: '' }] : [] })
  const done = { added: [], changed: [], switched_off: [] }

  it('is not brought while a row is wrong, nor when it changes nothing', async () => {
    for (const plan of [planned(null, step('new')), planned('a', step('same'))]) {
      const table = createTable({ look: async () => plan, bring: () => Promise.reject(new Error('brought')) })
      await table.open(file)
      expect([table.ready.value, await table.bring()]).toEqual([false, false])
    }
  })

  it('is brought by the plan that was looked at, with its meaning', async () => {
    const asked: unknown[] = []
    const table = createTable({ look: async (_, everybody) => planned(everybody ? 'all' : 'some', step('new')), bring: async (_, everybody, plan) => (asked.push([everybody, plan]), done) })
    await table.open(file)
    table.everybody.value = true
    await table.look()
    expect([await table.bring(), asked, table.ready.value]).toEqual([true, [[true, 'all']], false])
  })

  it('is looked at anew when people changed meanwhile, and brought only after that', async () => {
    const plans = ['old', 'new']
    const table = createTable({
      look: async () => planned(plans.shift() ?? 'later', step('new')),
      bring: async (_, __, plan) => (plan === 'old' ? Promise.reject(new Failure('stale', 412)) : done),
    })
    await table.open(file)
    expect([await table.bring(), table.changedSince.value, table.plan.value?.plan]).toEqual([false, true, 'new'])
    expect(await table.bring()).toBe(true)
  })
})
