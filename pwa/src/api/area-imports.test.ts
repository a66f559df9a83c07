import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'

import { createAreaImportsApi, findingsUrl, type Plan } from './area-imports'
import type { Http, Reply, Request } from './http'

const PLAN: Plan = { mapping: { code: 'dm' }, datum: 'gcj02', options: { append: false, adcode: null, depth_m: 15 } }

function bench(body: unknown, reply: Reply = { answered: true, status: 201, contentType: 'application/json', retryAfterS: null, body }) {
  const asked: Request[] = []
  const sent: { path: string; bytes: unknown }[] = []
  const http: Http = {
    ask: () => Promise.reject(new Error('not by this way')),
    json: (request) => (asked.push(request), Promise.resolve(body)),
  }
  const api = createAreaImportsApi(http, ({ path, bytes }, onProgress) => {
    sent.push({ path, bytes })
    onProgress?.(0.25)
    return Promise.resolve(reply)
  })
  return { api, asked, sent }
}

describe('importing areas', () => {
  it('sends a file as it lies there, named and with its layer, and tells how far it is', async () => {
    const { api, sent } = bench({ id: 'i1' })
    const file = new Blob(['{}'])
    const seen: number[] = []
    const one = await api.send('cells', file, '网格 & 社区.geojson', (share) => seen.push(share))
    expect(one.id).toBe('i1')
    expect(seen).toEqual([0.25])
    expect(sent[0]?.bytes).toBe(file)
    const query = new URLSearchParams(sent[0]?.path.split('?')[1])
    expect([query.get('layer'), query.get('name')]).toEqual(['cells', '网格 & 社区.geojson'])
  })

  it.each<[string, Reply, string]>([
    ['no network', { answered: false, why: 'network' }, 'no-network'],
    ['a page of somebody else', { answered: true, status: 200, contentType: 'text/html', retryAfterS: null, body: undefined }, 'not-our-server'],
    [
      'a refusal',
      { answered: true, status: 507, contentType: 'application/problem+json', retryAfterS: null, body: { type: '/problems/storage-full', status: 507, title: 'x' } },
      'storage-full',
    ],
  ])('takes nothing for an import that is none: %s', async (_what, reply, slug) => {
    const { api } = bench(null, reply)
    const refused = api.send('segments', new Blob(['x']), 'a.csv', () => undefined)
    await expect(refused).rejects.toMatchObject({ slug })
    await expect(refused).rejects.toBeInstanceOf(Failure)
  })

  it('asks by the wire’s addresses', async () => {
    const { api, asked } = bench({ items: [], cursor: null, has_more: false })
    await api.check('a/b', PLAN)
    await api.activate('i1', 7, null)
    await api.undo('i1')
    await api.list('next', 20)
    await api.versions(null, 20)
    expect(asked.map(({ method, path, json }) => [method, path, json])).toEqual([
      ['PUT', '/areas/imports/a%2Fb/mapping', PLAN],
      ['POST', '/areas/imports/i1/activate', { revision: 7, valid_from: null }],
      ['POST', '/areas/imports/i1/undo', undefined],
      ['GET', '/areas/imports?cursor=next&limit=20', undefined],
      ['GET', '/areas/versions?limit=20', undefined],
    ])
    expect(findingsUrl('i1')).toBe('/api/v1/areas/imports/i1/findings')
  })

  it('reads roads as lines and cells as rings', async () => {
    const feature = (type: string, coordinates: unknown) => ({ properties: { code: 'A', status: 'added' }, geometry: { type, coordinates } })
    const line = [[113, 34], [113.1, 34]]
    const { api, asked } = bench({ complete: false, features: [feature('LineString', line), feature('MultiPolygon', [[line], [line]])] })
    const { complete, shapes } = await api.shapes('i1', [113, 34, 114.00000004, 35], 12)
    expect(asked[0]?.path).toBe(`/areas/imports/i1/shapes?bbox=${encodeURIComponent('113,34,114,35')}&zoom=12`)
    expect(complete).toBe(false)
    expect(shapes).toEqual([
      { code: 'A', name: null, status: 'added', was: false, area: false, lines: [line] },
      { code: 'A', name: null, status: 'added', was: false, area: true, lines: [line, line] },
    ])
  })

  it('takes no run for none', async () => {
    expect(await bench(null).api.following()).toBeNull()
  })
})
