import { describe, expect, it } from 'vitest'

import type { PhoneState } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'

import type { Http, Request } from './http'
import { retryAfter } from './reply'
import { createTelling } from './telling'

const STATE: PhoneState = {
  device_id: 'd-1',
  client: { version: '1.0.0' },
  given_seq: 7,
  outstanding: { count: 2, photos: 3, bytes: 900, oldest: '2026-11-20T08:15:00.000Z', seqs: [[6, 7]] },
  needs_person: 0,
  storage: { persisted: null, writable: true },
  clock: { offset_ms: null },
  trouble: null,
  events: [],
}

function server(answer: (path: string) => unknown): { http: Http; asked: Request[] } {
  const asked: Request[] = []
  const json = async (request: Request) => {
    asked.push(request)
    return answer(request.path)
  }
  return { http: { json, ask: () => Promise.reject(new Error('not asked')) }, asked }
}

describe('what a phone tells of itself', () => {
  it('is one request, and its answer names the events the server has', async () => {
    const { http, asked } = server(() => ({ events: ['a', 3, 'b'] }))
    expect(await createTelling(http).tell(STATE)).toEqual(['a', 'b'])
    expect(asked).toEqual([{ method: 'POST', path: '/sync/state', json: STATE, keepalive: false }])
  })

  it('outlives its page when these are the last words', async () => {
    const { http, asked } = server(() => ({ events: [] }))
    await createTelling(http).tell(STATE, true)
    expect(asked[0]?.keepalive).toBe(true)
  })

  it('goes beside an empty offer to a server that does not know it, and clears nothing', async () => {
    const { http, asked } = server((path) => {
      if (path === '/sync/state') throw new Failure('not-found', 404)
      return { results: [] }
    })
    expect(await createTelling(http).tell(STATE)).toEqual([])
    const outstanding = { count: 2, oldest: '2026-11-20T08:15:00.000Z' }
    expect(asked[1]).toEqual({ method: 'POST', path: '/sync/offer', json: { reports: [], device_id: 'd-1', outstanding } })
  })

  it('fails as anything fails', async () => {
    const { http } = server(() => {
      throw new Failure('not-signed-in', 401)
    })
    await expect(createTelling(http).tell(STATE)).rejects.toMatchObject({ status: 401 })
  })
})

describe('when to come back', () => {
  it.each([
    ['7', null, 7],
    ['Fri, 20 Nov 2026 08:01:00 GMT', 'Fri, 20 Nov 2026 08:00:00 GMT', 60],
    ['Fri, 20 Nov 2026 07:00:00 GMT', 'Fri, 20 Nov 2026 08:00:00 GMT', 0],
    ['Fri, 20 Nov 2026 08:01:00 GMT', null, null],
    ['soon', null, null],
    [null, null, null],
  ])('is read from %s, by the server’s own clock', (value, date, seconds) => {
    expect(retryAfter(value, date)).toBe(seconds)
  })
})
