import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { sha256Now } from '@/domain/digest'

import { createCourier, photoTimeoutMs } from './courier'
import { createHttp, type Http } from './http'

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

let server: Server
let handler: Handler
let http: Http

beforeEach(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => handler(request, response, Buffer.concat(parts)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  http = createHttp((path, options) => fetch(`http://127.0.0.1:${port}${String(path)}`, options))
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const json = (response: ServerResponse, status: number, body: unknown, type = 'application/json') =>
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body))

describe('a request', () => {
  it('carries X-App on writes only and no cache', async () => {
    const seen: IncomingMessage['headers'][] = []
    handler = (request, response) => {
      seen.push(request.headers)
      json(response, 200, { ok: true })
    }
    await http.json({ method: 'GET', path: '/meta' })
    await http.json({ method: 'POST', path: '/session', json: { username: 'a' } })
    expect(seen.map((headers) => headers['x-app'])).toEqual([undefined, '1'])
    expect(seen[1]?.['content-type']).toBe('application/json')
  })

  it('sends report and photo bytes untouched, with their digest', async () => {
    const seen: { url?: string; digest?: string; body: string }[] = []
    handler = (request, response, body) => {
      seen.push({ url: request.url, digest: request.headers['repr-digest'] as string, body: body.toString('latin1') })
      json(response, 201, {})
    }
    const bytes = new TextEncoder().encode('{"a": 1}\u00ff')
    const courier = createCourier(http)
    await courier.put('report', 'id-1', bytes.buffer, sha256Now(bytes))
    await courier.putPhoto(sha256Now(bytes), bytes.buffer, 'image/jpeg')
    expect(seen.map(({ url }) => url)).toEqual(['/api/v1/reports/id-1', `/api/v1/photos/${sha256Now(bytes)}`])
    for (const { body, digest } of seen) {
      expect(body).toBe(Buffer.from(bytes).toString('latin1'))
      expect(digest).toMatch(/^sha-256=:[A-Za-z0-9+/]{43}=:$/)
    }
  })

  it('that is redirected, refused or cut counts as no answer', async () => {
    handler = (_request, response) => response.writeHead(302, { Location: '/portal' }).end()
    expect(await http.ask({ method: 'GET', path: '/meta' })).toEqual({ answered: false, why: 'network' })
    handler = (request) => request.socket.destroy()
    expect(await http.ask({ method: 'GET', path: '/meta' })).toEqual({ answered: false, why: 'network' })
  })

  it('that nobody answers, or whose body never ends, ends by itself', async () => {
    handler = () => undefined
    expect(await http.ask({ method: 'GET', path: '/meta', timeoutMs: 30 })).toEqual({ answered: false, why: 'timeout' })
    handler = (_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{')
    expect(await http.ask({ method: 'GET', path: '/meta', timeoutMs: 30 })).toEqual({ answered: false, why: 'timeout' })
  })

  it('may take a photo longer the larger it is', () => {
    expect(photoTimeoutMs(0)).toBe(30_000)
    expect(photoTimeoutMs(5_000_000)).toBe(1_030_000)
  })
})

describe('an answer', () => {
  it('gives status, type, Retry-After, ETag, digest, text and body', async () => {
    handler = (_request, response) =>
      response
        .writeHead(503, {
          'Content-Type': 'application/problem+json', 'Retry-After': '7', ETag: '"x"', 'Unencoded-Digest': 'sha-256=:AA==:',
        })
        .end('{"type":"/problems/unavailable"}')
    expect(await http.ask({ method: 'GET', path: '/meta' })).toEqual({
      answered: true,
      status: 503,
      contentType: 'application/problem+json',
      retryAfterS: 7,
      text: '{"type":"/problems/unavailable"}',
      body: { type: '/problems/unavailable' },
      empty: false,
      etag: '"x"',
      digest: 'sha-256=:AA==:',
    })
  })

  it('that is a problem is thrown with its slug, status and facts', async () => {
    const body = { type: '/problems/too-many-requests', title: 'Too many', status: 429, detail: 'wait' }
    handler = (_request, response) => json(response, 429, body, 'application/problem+json')
    await expect(http.json({ method: 'POST', path: '/session', json: {} })).rejects.toMatchObject({
      slug: 'too-many-requests',
      status: 429,
      problem: { detail: 'wait' },
    })
  })

  it.each([
    ['a web page', 200, 'text/html', '<html>'],
    ['JSON that ends early', 200, 'application/json', '{"a":'],
    ['an error page of a proxy', 502, 'text/html', '<html>'],
  ])('that is %s is never taken for ours', async (_name, status, type, text) => {
    handler = (_request, response) => response.writeHead(status, { 'Content-Type': type }).end(text)
    await expect(http.json({ method: 'GET', path: '/meta' })).rejects.toMatchObject({ slug: 'not-our-server', status })
  })

  it('without a body is fine when the server says so', async () => {
    handler = (_request, response) => response.writeHead(204).end()
    expect(await http.json({ method: 'DELETE', path: '/session' })).toBeUndefined()
  })
})
