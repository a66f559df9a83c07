import { describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'

import { usePassword } from './usePassword'

const OWN = 'a word of my own'
const problem = (facts: Record<string, unknown>) => ({ slug: 'invalid-body', status: 422, title: '', detail: null, facts })

function typed(send: (current: string, chosen: string) => Promise<void>, given: string | null = 'given to me 1') {
  const form = usePassword(() => 'li', given, send)
  form.chosen.value = OWN
  form.again.value = OWN
  return form
}

describe('choosing a password', () => {
  it('sends the one that was given and the new one', async () => {
    const send = vi.fn(() => Promise.resolve())
    expect(await typed(send).choose()).toBe(true)
    expect(send).toHaveBeenCalledWith('given to me 1', OWN)
  })

  it('asks for the given one where nobody knows it any more, and sends nothing before', async () => {
    const send = vi.fn(() => Promise.resolve())
    const form = typed(send, null)
    expect(await form.choose()).toBe(false)
    form.current.value = 'given to me 1'
    expect(await form.choose()).toBe(true)
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('sends nothing weak, and says why from the first try on', async () => {
    const send = vi.fn(() => Promise.resolve())
    const form = typed(send)
    form.again.value = 'another word'
    expect([form.tried.value, form.weakness.value]).toEqual([false, 'differs'])
    expect(await form.choose()).toBe(false)
    expect([form.tried.value, send.mock.calls.length]).toEqual([true, 0])
  })

  it.each([
    [new Failure('no-network'), 'offline'],
    [new Failure('too-many-requests', 429, null, 12), 'wait'],
    [new Failure('not-signed-in', 401), 'ended'],
    [new Failure('stale', 412), 'ended'],
    [new Failure('invalid-body', 422, problem({ errors: [{ pointer: '/current' }] })), 'current'],
    [new Failure('invalid-body', 422, problem({ errors: [{ pointer: '/chosen' }] })), 'chosen'],
    [new Failure('internal', 500), 'other'],
    [new TypeError('x'), 'other'],
  ])('tells why it was refused and keeps what was typed: %s', async (error, why) => {
    const form = typed(() => Promise.reject(error))
    expect(await form.choose()).toBe(false)
    expect([form.refused.value?.why, form.chosen.value]).toEqual([why, OWN])
  })
})
