import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { reprDigest, sha256Now } from '@/domain/digest'
import { compactPack, receivedPack } from '@/domain/packs.testing'

import { createCasesApi } from './cases'
import { createCityApi } from './city'
import type { Http, Reply, Request } from './http'
import { replyWith } from './reply'
import { createReportsApi } from './reports'
import { createSessionApi } from './session'

function server(body: unknown, reply: Partial<Extract<Reply, { answered: true }>> = {}) {
  const asked: Request[] = []
  const http: Http = {
    ask: (request) => {
      asked.push(request)
      return Promise.resolve({ answered: true, status: 200, contentType: 'application/json', retryAfterS: null, body, ...reply })
    },
    json: (request) => {
      asked.push(request)
      return Promise.resolve(body)
    },
  }
  return { http, asked }
}

const changes = JSON.parse(
  readFileSync(new URL('../../../tests/contract/changes.json', import.meta.url), 'utf8'),
) as unknown

describe('the state of the server', () => {
  it('is read with its hints, and without any', async () => {
    const jwk = { kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'RSA-OAEP-256', ext: true, key_ops: ['encrypt'] }
    const bare = { epoch: 'e1', server_time: '2026-11-20T08:00:00Z' }
    const pause = { reason: 'move', since: '2026-11-20T07:00:00Z' }
    const full = { ...bare, upload: { spread_s: 20 }, pause, export_key: { kid: '2', alg: 'RSA-OAEP-256', jwk } }
    const key = { kid: '2', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }
    expect(await createCityApi(server(full).http).meta()).toEqual({ ...bare, spread_s: 20, pause, export_key: key })
    expect(await createCityApi(server(bare).http).meta()).toEqual({ ...bare, spread_s: 0, pause: null, export_key: null })
  })

  it('is not made up from something else', async () => {
    await expect(createCityApi(server({ hello: 1 }).http).meta()).rejects.toMatchObject({ slug: 'not-our-server' })
  })
})

describe('the change feed', () => {
  it('is asked from the start or after a cursor', async () => {
    const { http, asked } = server(changes)
    const city = createCityApi(http)
    expect((await city.changes(null)).changes).toHaveLength(2)
    await city.changes('e1.12/=')
    expect(asked.map(({ path }) => path)).toEqual(['/changes', '/changes?cursor=e1.12%2F%3D'])
  })
})

describe('the area pack', () => {
  const json = JSON.stringify(compactPack('v1'))
  const digest = (text: string) => reprDigest(sha256Now(new TextEncoder().encode(text)))
  const whole = { text: json, digest: digest(json), etag: '"v1"' }
  const refused = { slug: 'not-our-server', status: 200 }

  it('comes with its tag, its text and the hash of that', async () => {
    const { http, asked } = server(JSON.parse(json), whole)
    expect(await createCityApi(http).pack('"v0"')).toEqual(receivedPack('v1', {}, '"v1"'))
    expect(asked).toMatchObject([{ path: '/areas/pack/2', headers: { 'If-None-Match': '"v0"' } }])
  })

  it('is nothing new on 304, and a failure when the server says so', async () => {
    expect(await createCityApi(server(undefined, { status: 304 }).http).pack('"v1"')).toBeNull()
    await expect(createCityApi(server(undefined, { status: 404, contentType: 'text/html' }).http).pack(null)).rejects.toMatchObject({ status: 404 })
  })

  it('is not taken when any byte of it is another than the one the server hashed', async () => {
    for (let at = 0; at < json.length; at += 7) {
      const text = json.slice(0, at) + String.fromCharCode(json.charCodeAt(at) ^ 1) + json.slice(at + 1)
      const answer = replyWith(200, (name) => ({ 'Content-Type': 'application/json', 'Unencoded-Digest': whole.digest })[name] ?? null, text)
      await expect(createCityApi({ ...server(null).http, ask: async () => answer }).pack(null)).rejects.toMatchObject(refused)
    }
  })

  it.each([
    ['a page of a portal', { contentType: 'text/html', text: '<html>Log in</html>', digest: null }, undefined],
    ['a page of a portal that calls itself JSON', { text: '<html>Log in</html>', digest: null }, undefined],
    ['what nobody hashed', { text: json, digest: null }, JSON.parse(json)],
    ['the first half of it', { text: json.slice(0, 99), digest: whole.digest }, undefined],
    ['another thing with its own right hash', { text: '{"hello":1}', digest: digest('{"hello":1}') }, { hello: 1 }],
    ['a pack of another format', { text: '{"format":1}', digest: digest('{"format":1}') }, { format: 1 }],
    ['a pack whose parts do not fit', { text: 'x', digest: digest('x') }, { ...compactPack('v1'), cells: { code: [], exponent: 7, corners: [], rings: [[[0]]] } }],
  ])('is not taken when the answer is %s', async (_what, reply, body) => {
    await expect(createCityApi(server(body, reply).http).pack(null)).rejects.toMatchObject(refused)
  })
})

describe('login', () => {
  const person = { id: '7', username: 'p', name: 'P', roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }

  it('names the device when there is one and gives the person', async () => {
    const { http, asked } = server({ person })
    expect(await createSessionApi(http).signIn('p', 'secret', 'd-1')).toEqual(person)
    await createSessionApi(http).signIn('p', 'secret')
    expect(asked.map(({ json }) => json)).toEqual([
      { username: 'p', password: 'secret', device_id: 'd-1' },
      { username: 'p', password: 'secret' },
    ])
  })

  it('is not believed when the answer names nobody', async () => {
    await expect(createSessionApi(server({}).http).whoAmI()).rejects.toMatchObject({ slug: 'not-our-server' })
  })
})

describe('lists and verdicts', () => {
  it('have the addresses of the contract', async () => {
    const { http, asked } = server({ items: [], cursor: null, has_more: false })
    const reports = createReportsApi(http)
    await reports.list({ status: 'pending', limit: 20 })
    await reports.judge('r1', { verdict: 'accept' }, 3)
    await reports.undo('r1')
    await createCasesApi(http).list({ state: 'filed', cursor: undefined })
    expect(asked.map(({ method, path, headers }) => [method, path, headers?.['If-Match']])).toEqual([
      ['GET', '/reports?status=pending&limit=20', undefined],
      ['POST', '/reports/r1/verdict', '"3"'],
      ['DELETE', '/reports/r1/verdict', undefined],
      ['GET', '/cases?state=filed', undefined],
    ])
  })
})
