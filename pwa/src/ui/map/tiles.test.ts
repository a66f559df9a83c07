// @vitest-environment happy-dom
import L from 'leaflet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { wgs84ToGcj02 } from '@/domain/datum'
import { readTileSource } from '@/domain/tiles'
import { createTiles, shifted } from './tiles'

const HERE = L.latLng(34.72, 113.64)
const SIZE = L.point(800, 600)
const URL = 'https://tiles.example/{z}/{x}/{y}.png'
let map: L.Map

beforeEach(() => {
  const element = document.createElement('div')
  Object.defineProperties(element, { clientWidth: { value: SIZE.x }, clientHeight: { value: SIZE.y } })
  document.body.append(element)
  map = L.map(element, { zoomAnimation: false, fadeAnimation: false }).setView(HERE, 16)
})
afterEach(() => map.remove())

/** Where on the screen a place of the tiles' own datum is drawn, found from one of the tiles that are there. */
function drawnAt(layer: L.TileLayer, place: L.LatLng): L.Point {
  const tile = layer.getContainer()!.querySelector<HTMLImageElement>('img')!
  const [z, x, y] = /(\d+)\/(\d+)\/(\d+)\.png/.exec(tile.src)!.slice(1).map(Number)
  const level = tile.parentElement!
  const corner = L.DomUtil.getPosition(tile).add(L.DomUtil.getPosition(level) ?? L.point(0, 0)).add(offsetOf(level))
  return map.layerPointToContainerPoint(map.project(place, z).subtract([x! * 256, y! * 256]).add(corner))
}

function offsetOf(level: HTMLElement): L.Point {
  const [x, y] = /translate3d\((-?[\d.]+)px, ?(-?[\d.]+)px/.exec(level.style.transform)?.slice(1).map(Number) ?? [0, 0]
  return L.DomUtil.getPosition(level) ? L.point(0, 0) : L.point(x ?? 0, y ?? 0)
}

describe('pictures beneath the map', () => {
  it('lie where the positions are in their own datum', () => {
    const layer = createTiles({ url: URL, datum: 'wgs84', attribution: '' }).addTo(map)
    expect(drawnAt(layer, HERE).distanceTo(map.latLngToContainerPoint(HERE))).toBeLessThan(1.5)
  })

  it.each([13, 16, 18])('drawn in GCJ-02 are moved so that every position meets its picture, at zoom %i', (zoom) => {
    map.setView(HERE, zoom)
    const layer = createTiles({ url: URL, datum: 'gcj02', attribution: '' }).addTo(map)
    for (const at of [[400, 300], [10, 10], [790, 590], [790, 10]] as L.PointTuple[]) {
      const place = map.containerPointToLatLng(at)
      expect(drawnAt(layer, shifted(place)).distanceTo(L.point(at))).toBeLessThan(3)
    }
    // Unmoved they would be some 500 m away.
    expect(map.latLngToContainerPoint(shifted(HERE)).distanceTo(map.latLngToContainerPoint(HERE))).toBeGreaterThan(20)
  })

  it('stay with the positions when the map is moved far', () => {
    const layer = createTiles({ url: URL, datum: 'gcj02', attribution: '' }).addTo(map)
    map.panBy([0, -400], { animate: false }).panBy([350, 0], { animate: false })
    const middle = map.containerPointToLatLng([400, 300])
    expect(drawnAt(layer, shifted(middle)).distanceTo(L.point(400, 300))).toBeLessThan(3)
  })

  it('move no position of the map', () => {
    const before = map.latLngToContainerPoint(HERE)
    createTiles({ url: URL, datum: 'gcj02', attribution: '' }).addTo(map)
    expect(map.latLngToContainerPoint(HERE)).toEqual(before)
  })

  it('are turned by the one formula of the product, which leaves other countries alone', () => {
    const [lon, lat] = wgs84ToGcj02(HERE.lng, HERE.lat)
    expect(shifted(HERE)).toEqual(L.latLng(lat, lon))
    expect(shifted(L.latLng(52.5, 13.4))).toEqual(L.latLng(52.5, 13.4))
  })

  it('thank in words, never in markup', () => {
    const layer = createTiles({ url: URL, datum: 'wgs84', attribution: '<img src=x>' })
    expect(layer.getAttribution?.()).toBe('&lt;img src=x&gt;')
  })
})

describe('what the server tells of pictures', () => {
  it('is read, and anything else is none', () => {
    expect(readTileSource({ url: URL, datum: 'gcj02', attribution: 'a' })).toEqual({ url: URL, datum: 'gcj02', attribution: 'a' })
    expect(readTileSource({ url: URL, datum: 'wgs84' })?.attribution).toBe('')
    for (const other of [null, undefined, 'x', {}, { url: URL }, { url: '', datum: 'wgs84' }, { url: URL, datum: 'bd09' }]) {
      expect(readTileSource(other)).toBeNull()
    }
  })
})
