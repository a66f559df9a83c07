import { describe, expect, it } from 'vitest'

import type { ComplaintsApi } from '@/api/complaints'
import type { ComplaintView } from '@/domain/complaints'
import { Failure } from '@/domain/problem'
import { createLedger } from './createLedger'

function complaint(number: string, more: Partial<ComplaintView> = {}): ComplaintView {
  const told = { kind: 'complaint', origin: 'public', text: '油烟', place: null, case_no: null, has_contact: true, in_time: null, overdue: false }
  return { number, ...told, state: 'open', at: '2026-11-20T02:00:00.000Z', due_at: '2026-11-27T02:00:00.000Z', answered_at: null, rev: 1, answers: [], dismissed_because: null, ...more }
}

function desk(more: Partial<ComplaintsApi> = {}) {
  const there = new Map(['TS3', 'TS2', 'TS1'].map((number) => [number, complaint(number)]))
  const asked: unknown[] = []
  const api: ComplaintsApi = {
    list: (query) => (asked.push(query), Promise.resolve({ items: [...there.values()], counts: { open: 3, overdue: 1, answered: 0, in_time: 0 }, cursor: null, has_more: false })),
    get: (number) => Promise.resolve(there.get(number)!),
    file: () => Promise.resolve({ number: 'TS4', due_at: '2026-11-27T02:00:00.000Z' }),
    answer: (number, rev, text) => {
      const by = { id: 'p', name: '周' }
      there.set(number, complaint(number, { state: 'answered', rev: rev + 1, answers: [{ text, at: '2026-11-21T02:00:00.000Z', by }] }))
      return Promise.resolve(there.get(number)!)
    },
    dismiss: (number, rev, reason) => Promise.resolve(complaint(number, { state: 'dismissed', rev: rev + 1, dismissed_because: reason })),
    contact: () => Promise.resolve('138'),
    ...more,
  }
  return { ledger: createLedger(api), there, asked }
}

describe('the ledger', () => {
  it('begins with what is to be answered and opens the first', async () => {
    const { ledger, asked } = desk()
    await ledger.ask('open')
    expect(asked).toEqual([{ limit: 50, state: 'open' }])
    expect([ledger.one.value?.number, ledger.counts.value?.overdue]).toEqual(['TS3', 1])
    await ledger.ask('all')
    expect(asked[1]).toEqual({ limit: 50 })
  })

  it('answers what is open, and shows it answered', async () => {
    const { ledger } = desk()
    await ledger.ask('open')
    ledger.text.value = ' 已约谈 '
    await ledger.answer()
    expect(ledger.one.value).toMatchObject({ state: 'answered', answers: [{ text: '已约谈' }] })
    expect(ledger.items.value[0]?.state).toBe('answered')
    expect(ledger.text.value).toBe('')
  })

  it('keeps what was typed for one while another is looked at', async () => {
    const { ledger } = desk()
    await ledger.ask('open')
    ledger.text.value = '写了一半'
    await ledger.step(1)
    expect([ledger.chosen.value, ledger.text.value]).toEqual(['TS2', ''])
    await ledger.step(-1)
    expect(ledger.text.value).toBe('写了一半')
  })

  it('shows what a faster colleague answered and keeps what was typed', async () => {
    const stale = { answer: () => Promise.reject(new Failure('stale', 412)) }
    const { ledger, there } = desk(stale)
    await ledger.ask('open')
    ledger.text.value = '我的答复'
    there.set('TS3', complaint('TS3', { state: 'answered', rev: 2 }))
    await ledger.answer()
    expect(ledger.one.value?.rev).toBe(2)
    expect(ledger.text.value).toBe('我的答复')
    expect((ledger.failure.value as Failure).slug).toBe('stale')
  })

  it('shows a contact only for the complaint it belongs to', async () => {
    let answer: (text: string) => void = () => undefined
    const { ledger } = desk({ contact: () => new Promise((resolve) => (answer = resolve)) })
    await ledger.ask('open')
    const showing = ledger.showContact()
    await ledger.step(1)
    answer('13812345678')
    await showing
    expect(ledger.contact.value).toBeNull()
  })

  it('asks anew after one was entered', async () => {
    const { ledger, asked } = desk()
    await ledger.ask('open')
    const told = await ledger.file({ kind: 'complaint', origin: 'hotline', text: 'x', place: '', case_no: '', contact: '' })
    expect(told?.number).toBe('TS4')
    expect(asked).toHaveLength(2)
  })
})
