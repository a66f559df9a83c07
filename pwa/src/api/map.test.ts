import { describe, expect, it } from 'vitest'

import { createHttp } from './http'
import { createMapApi } from './map'

const JSON_HEAD = { 'Content-Type': 'application/json' }
const asked: string[] = []

/** A server that answers everything with this. */
function answering(body: unknown) {
  return createMapApi(
    createHttp((address) => {
      asked.push(String(address))
      return Promise.resolve(new Response(JSON.stringify(body), { headers: JSON_HEAD }))
    }),
  )
}

const feature = (type: string, coordinates: unknown) => ({ properties: { kind: 'segment', code: 'S', name: null, depth_m: 6 }, geometry: { type, coordinates } })

describe('what a map asks', () => {
  it('names its box in degrees of a centimetre', async () => {
    await answering({ version: '1', complete: true, features: [] }).shapes('cells', [113.123456789, 34, 113.2, 34.1], 17)
    expect(asked.at(-1)).toBe('/api/v1/areas/shapes?bbox=113.1234568%2C34%2C113.2%2C34.1&zoom=17&layer=cells')
  })

  it.each([
    ['LineString', [[1, 2], [3, 4]], [[[1, 2], [3, 4]]]],
    ['MultiLineString', [[[1, 2]], [[3, 4]]], [[[1, 2]], [[3, 4]]]],
    ['Polygon', [[[1, 2], [3, 4]]], [[[1, 2], [3, 4]]]],
    ['MultiPolygon', [[[[1, 2]]], [[[3, 4]]]], [[[1, 2]], [[3, 4]]]],
  ])('reads the lines of a %s', async (type, coordinates, lines) => {
    const { shapes } = await answering({ version: '1', complete: true, features: [feature(type, coordinates)] }).shapes('segments', [0, 0, 1, 1], 3)
    expect(shapes).toEqual([{ kind: 'segment', code: 'S', name: null, depth_m: 6, lines }])
  })

  it('takes nothing else for a map', async () => {
    await expect(answering({ hello: 1 }).shapes('cells', [0, 0, 1, 1], 3)).rejects.toMatchObject({ slug: 'not-our-server' })
  })

  it('knows where pictures come from, or that there are none', async () => {
    const tiles = { url: '/t/{z}/{x}/{y}', datum: 'gcj02', attribution: '' }
    expect(await answering({ tiles }).tiles()).toEqual(tiles)
    expect(await answering({ tiles: null }).tiles()).toBeNull()
  })

  it('ends when it is given up', async () => {
    const hanging = createMapApi(
      createHttp((_address, options) => new Promise((_, fail) => options?.signal?.addEventListener('abort', () => fail(new Error('gone'))))),
    )
    const abort = new AbortController()
    const points = hanging.points([0, 0, 1, 1], abort.signal)
    abort.abort()
    await expect(points).rejects.toMatchObject({ slug: 'no-network' })
  })
})
