import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createCourier } from './courier'
import { createHttp } from './http'
import { upload } from './upload'

type Event = { loaded: number; total: number }

/** As much of a browser's request as an upload uses; the test plays the network. */
class FakeRequest {
  static last: FakeRequest
  readonly heard = new Map<string, (event: Event) => void>()
  readonly left = new Map<string, (event: Event) => void>()
  readonly headers: Record<string, string> = {}
  readonly upload = { addEventListener: (name: string, work: (event: Event) => void) => void this.left.set(name, work) }
  timeout = 0
  status = 0
  responseText = ''
  responseURL = ''
  opened: string[] = []
  sent: unknown
  aborted = false
  answerHeaders: Record<string, string> = {}

  constructor() {
    FakeRequest.last = this
  }
  addEventListener(name: string, work: (event: Event) => void) {
    this.heard.set(name, work)
  }
  open(...what: string[]) {
    this.opened = what
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  getResponseHeader = (name: string) => this.answerHeaders[name] ?? null
  send(bytes: unknown) {
    this.sent = bytes
  }
  abort() {
    this.aborted = true
  }
  answer(status: number, body: string, url = 'https://city.example/api/v1/photos/' + HASH) {
    Object.assign(this, { status, responseText: body, responseURL: url, answerHeaders: { 'Content-Type': 'application/json' } })
    this.heard.get('load')?.({ loaded: 0, total: 0 })
  }
}

const HASH = 'a'.repeat(64)
const bytes = new Uint8Array(100).buffer

describe('a photo on its way from a page', () => {
  const shares: number[] = []
  const send = () => createCourier(createHttp(), async () => upload).putPhoto(HASH, bytes, 'image/jpeg', (share) => shares.push(share))

  /** A reply to come, its request already on the way. */
  async function put() {
    const reply = send()
    await Promise.resolve()
    await Promise.resolve()
    return { reply, last: FakeRequest.last }
  }

  beforeEach(() => {
    shares.length = 0
    vi.useFakeTimers()
    vi.stubGlobal('XMLHttpRequest', FakeRequest)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('tells how far it has come, and its answer is read like any other', async () => {
    const { reply, last } = await put()
    expect(last.opened).toEqual(['PUT', `/api/v1/photos/${HASH}`])
    expect(last.headers).toMatchObject({ 'x-app': '1', 'content-type': 'image/jpeg' })
    expect([last.sent, last.timeout]).toEqual([bytes, 30_020])
    last.left.get('progress')?.({ loaded: 25, total: 100 })
    last.left.get('progress')?.({ loaded: 100, total: 100 })
    last.answer(201, '{"sha256":"x"}')
    expect(await reply).toMatchObject({ answered: true, status: 201, body: { sha256: 'x' } })
    expect(shares).toEqual([0.25, 1])
  })

  it('is given up when nothing moves for 20 seconds, counted anew from each step', async () => {
    const { reply, last } = await put()
    await vi.advanceTimersByTimeAsync(19_999)
    last.left.get('progress')?.({ loaded: 1, total: 100 })
    await vi.advanceTimersByTimeAsync(19_999)
    expect(last.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await reply).toEqual({ answered: false, why: 'timeout' })
    expect(last.aborted).toBe(true)
  })

  it('may wait for its answer once all of it has left', async () => {
    const { reply, last } = await put()
    last.left.get('load')?.({ loaded: 100, total: 100 })
    await vi.advanceTimersByTimeAsync(25_000)
    last.answer(200, '{}')
    expect(await reply).toMatchObject({ status: 200 })
  })

  it('was not taken when somebody else answered after a redirect', async () => {
    const { reply, last } = await put()
    last.answer(200, '{}', 'https://portal.example/welcome')
    expect(await reply).toEqual({ answered: false, why: 'network' })
  })

  it.each([['error', 'network'], ['timeout', 'timeout']] as const)('that ends with %s found nobody', async (event, why) => {
    const { reply, last } = await put()
    last.heard.get(event)?.({ loaded: 0, total: 0 })
    expect(await reply).toEqual({ answered: false, why })
  })
})

describe('a text on its way past a portal', () => {
  let portal: Server
  let behave: (response: ServerResponse) => void
  const put = () => {
    const { port } = portal.address() as AddressInfo
    const http = createHttp((path, options) => fetch(`http://127.0.0.1:${port}${String(path)}`, options))
    return createCourier(http).put('report', 'r1', bytes, HASH)
  }

  beforeEach(async () => {
    portal = createServer((_request, response) => behave(response))
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    portal.closeAllConnections()
    portal.close()
  })

  it.each([
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { Location: '/login' }).end()],
    ['a reset', (response: ServerResponse) => response.destroy()],
  ])('%s is no answer', async (_name, how) => {
    behave = how
    expect(await put()).toEqual({ answered: false, why: 'network' })
  })
})
