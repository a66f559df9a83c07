import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { createCasesApi } from './cases'
import { createCityApi } from './city'
import type { Http, Reply, Request } from './http'
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
  const pack = { format: 1, version: 'v1', origin: [113.7, 34.7], segments: [], cells: [] }

  it('comes with its tag, and lists a server leaves out are empty', async () => {
    const { http, asked } = server(pack, { etag: '"v1"' })
    expect(await createCityApi(http).pack('"v0"')).toEqual({
      pack: { ...pack, shops: [], assets: [], categories: [] },
      etag: '"v1"',
    })
    expect(asked[0]?.headers).toEqual({ 'If-None-Match': '"v0"' })
  })

  it('is nothing new on 304, and a failure when it is no pack', async () => {
    expect(await createCityApi(server(undefined, { status: 304 }).http).pack('"v1"')).toBeNull()
    await expect(createCityApi(server({ format: 2 }).http).pack(null)).rejects.toMatchObject({ slug: 'not-our-server' })
    await expect(createCityApi(server(undefined, { status: 404, contentType: 'text/html' }).http).pack(null)).rejects.toMatchObject({ status: 404 })
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
