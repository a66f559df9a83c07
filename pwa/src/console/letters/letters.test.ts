import { describe, expect, it } from 'vitest'

import type { LettersApi } from '@/api/letters'
import type { LetterView } from '@/domain/letters'
import { Failure } from '@/domain/problem'

import { createLetters, stepsOf } from './createLetters'
import { dueIn } from './dueIn'

const letter = (id: number, more: Partial<LetterView> = {}): LetterView => ({
  id, case_no: '2026', number: null, state: 'draft', unit: { code: 'power', name: 'Power' }, from: null, facts: 'f', wanted: 'w', made_at: '', sent_at: null,
  sent_how: null, due_at: null, answered_at: null, answer: null, outcome: null, voided_at: null, void_reason: null, rev: 1, ...more,
})

function desk(more: Partial<LettersApi> = {}) {
  const none = () => Promise.reject(new Error('not asked'))
  const api: LettersApi = {
    list: async () => ({ items: [letter(2), letter(1, { state: 'open' })], cursor: null, has_more: false }),
    get: async (id) => letter(id, { rev: 9, state: 'answered' }),
    draft: none, change: none, send: none, answer: none, void: none,
    paper: (id) => `/${id}`,
    ...more,
  }
  return createLetters(api)
}

describe('the register of letters', () => {
  it('offers the next steps of a letter only', () => {
    expect((['draft', 'open', 'overdue', 'answered', 'voided'] as const).map((state) => stepsOf(letter(1, { state })).join())).toEqual(['send,change,void', 'answer,void', 'answer,void', '', ''])
  })

  it('sends the open one, which has its number from then on', async () => {
    const letters = desk()
    await letters.ask({})
    letters.begin('send')
    expect(await letters.make(async (one) => ({ ...one, state: 'open', number: 'X', rev: 2 }))).toBe(true)
    expect([letters.one.value?.number, letters.items.value[0]?.state, letters.step.value]).toEqual(['X', 'open', null])
  })

  it('shows what a faster colleague did, and keeps the form open', async () => {
    const letters = desk()
    await letters.ask({})
    letters.begin('send')
    expect(await letters.make(() => Promise.reject(new Failure('illegal-move', 409)))).toBe(false)
    expect([letters.one.value?.rev, letters.one.value?.state, letters.step.value, (letters.failure.value as Failure).slug]).toEqual([9, 'answered', 'send', 'illegal-move'])
  })

  it('opens one from an address that the list has not got', async () => {
    const letters = desk()
    await letters.ask({})
    await letters.open(77)
    expect(letters.one.value).toMatchObject({ id: 77, state: 'answered' })
  })

  it('writes a new one and opens it', async () => {
    const letters = desk({ draft: async (caseNo, unit) => letter(5, { case_no: caseNo, unit: { code: unit, name: null } }) })
    await letters.ask({})
    await letters.draft('2027', 'gas')
    expect([letters.one.value?.unit.code, letters.items.value.length]).toEqual(['gas', 3])
  })
})

describe('until when an answer is waited for', () => {
  it('is the end of a day of the city', () => {
    expect(dueIn(7, Date.parse('2026-11-21T16:30:00Z'))).toBe('2026-11-29T23:59')
  })
})
