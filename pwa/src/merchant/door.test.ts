import { describe, expect, it } from 'vitest'

import { createDoor } from './door'

interface Call {
  url: string
  init: RequestInit & { headers: Record<string, string> }
}

function wired(...answers: (Response | Error)[]) {
  const calls: Call[] = []
  const door = createDoor('the-token', (async (url: string, init: Call['init']) => {
    calls.push({ url, init })
    const answer = answers.shift()
    if (!(answer instanceof Response)) throw answer ?? new TypeError('no network')
    return answer
  }) as typeof fetch)
  return { door, calls }
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers })

describe('the door behind a plate', () => {
  it('sends the token in the body and the key in a header, and neither in an address', async () => {
    const { door, calls } = wired(json({ key: 'the-key' }), json({}), json({ held: 3 }))
    await door.unlock({ last4: '1234' })
    await door.ask('shop')
    await door.piece('ab', 0, 3, new Blob(['abc']))
    expect(calls.map(({ url }) => url)).toEqual(['/api/v1/merchant/unlock', '/api/v1/merchant/shop', '/api/v1/merchant/photos/ab?offset=0&bytes=3'])
    expect(calls.map(({ init }) => init.headers['X-Merchant'])).toEqual([undefined, 'the-key', 'the-key'])
    expect(JSON.parse(calls[0]!.init.body as string)).toEqual({ token: 'the-token', last4: '1234' })
    expect(JSON.parse(calls[1]!.init.body as string)).toEqual({ token: 'the-token' })
    expect(calls.every(({ init }) => init.method === 'POST' && init.headers['X-App'] === '1' && init.credentials === 'omit')).toBe(true)
  })

  it.each([
    [json({}, 404), { word: 'not-found' }],
    [json({}, 403), { word: 'wrong' }],
    [json({}, 401), { word: 'locked' }],
    [json({}, 422), { word: 'other' }],
    [json({}, 409), { word: 'changed' }],
    [json({}, 412), { word: 'changed' }],
    [json({ held: 7 }, 409), { word: 'elsewhere', held: 7 }],
    [json({}, 429, { 'Retry-After': '61' }), { word: 'busy', minutes: 2 }],
    [json({}, 503), { word: 'busy', minutes: 1 }],
    [new TypeError('no network'), { word: 'no-network' }],
    [new Response('{"half'), { word: 'no-network' }],
  ])('says what a refusal means: %#', async (answer, trouble) => {
    expect(await wired(answer).door.plate()).toEqual({ trouble })
  })

  it('goes by the server’s clock, because phones are often wrong', async () => {
    const { door } = wired(json({}, 200, { Date: 'Fri, 20 Nov 2099 06:40:00 GMT' }))
    expect(new Date(door.now()).getUTCFullYear()).toBeLessThan(2099)
    await door.plate()
    expect(new Date(door.now()).toISOString().slice(0, 10)).toBe('2099-11-20')
  })
})
