import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import type { MessageView } from '@/domain/messages'
import { createBell } from './createBell'

const message = (id: string): MessageView => ({ id, kind: 'case-closed', case_no: 'A1', unit: null, facts: {}, urgent: false, at: '2026-11-20T04:00:00.000Z', read_at: null })

function desk(...ids: string[]) {
  const unread = ids.map(message)
  let broken = false
  const bell = createBell({
    list: () => Promise.resolve({ items: [...unread], unread: unread.length, cursor: null, has_more: false }),
    read: (id) => {
      if (broken) return Promise.reject(new Failure('no-network'))
      unread.splice(unread.findIndex((one) => one.id === id), 1)
      return Promise.resolve(message(id))
    },
  })
  return { bell, unread, breakOff: () => void (broken = true) }
}

describe('the bell', () => {
  it('shows what was not read and how much that is', async () => {
    const { bell } = desk('1', '2')
    await bell.ask()
    expect([bell.unread.value, bell.items.value.map((one) => one.id)]).toEqual([2, ['1', '2']])
  })

  it('takes a message away that was read', async () => {
    const { bell } = desk('1', '2')
    await bell.ask()
    await bell.read(bell.items.value[0]!)
    expect([bell.unread.value, bell.items.value.map((one) => one.id)]).toEqual([1, ['2']])
  })

  it('shows it again when the server did not hear of it', async () => {
    const { bell, breakOff } = desk('1')
    await bell.ask()
    breakOff()
    await bell.read(bell.items.value[0]!)
    expect(bell.unread.value).toBe(1)
    expect(bell.failure.value).toBeInstanceOf(Failure)
  })

  it('lets the newest of two answers count', async () => {
    const answers: ((ids: string[]) => void)[] = []
    const bell = createBell({
      list: () => new Promise((resolve) => answers.push((ids) => resolve({ items: ids.map(message), unread: ids.length, cursor: null, has_more: false }))),
      read: () => Promise.reject(new Error('not asked')),
    })
    const both = [bell.ask(), bell.ask()]
    answers[1]!(['new'])
    answers[0]!(['old'])
    await Promise.all(both)
    expect(bell.items.value.map((one) => one.id)).toEqual(['new'])
  })
})
