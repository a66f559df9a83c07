import { describe, expect, it, vi } from 'vitest'

import { withEarlyAnswer } from './early'

const PLATE = '/api/v1/merchant/plate'
const body = JSON.stringify({ token: 'the-token' })
const early = () => ({ body, answer: Promise.resolve(new Response('early')) })
const asking = () => vi.fn<typeof fetch>(() => Promise.resolve(new Response('now')))
const told = async (response: Promise<Response>) => (await response).text()

describe('withEarlyAnswer', () => {
  it('takes the answer that was asked for before, once', async () => {
    const ask = asking()
    const fetching = withEarlyAnswer(early(), ask)
    expect(await told(fetching(PLATE, { body }))).toBe('early')
    expect(await told(fetching(PLATE, { body }))).toBe('now')
    expect(ask).toHaveBeenCalledOnce()
  })

  it.each([
    ['another plate', PLATE, JSON.stringify({ token: 'another' })],
    ['another question', '/api/v1/merchant/shop', body],
  ])('asks for %s now', async (_, address, sent) => {
    expect(await told(withEarlyAnswer(early(), asking())(address, { body: sent }))).toBe('now')
  })

  it('asks where nothing was asked before', async () => {
    expect(await told(withEarlyAnswer(undefined, asking())(PLATE, { body }))).toBe('now')
  })

  it('fails as the early question failed, and the next try asks', async () => {
    const fetching = withEarlyAnswer({ body, answer: Promise.reject(new TypeError('no network')) }, asking())
    await expect(fetching(PLATE, { body })).rejects.toThrow('no network')
    expect(await told(fetching(PLATE, { body }))).toBe('now')
  })

  it('waits no longer than who asks', async () => {
    const patience = new AbortController()
    const waiting = withEarlyAnswer({ body, answer: new Promise(() => {}) }, asking())(PLATE, { body, signal: patience.signal })
    patience.abort(new Error('long enough'))
    await expect(waiting).rejects.toThrow('long enough')
  })
})
