import { describe, expect, it } from 'vitest'

import type { LonLat } from '@/domain/geography'

import { outlineFault, readOutline, writeOutline } from './outline'

const SQUARE: LonLat[] = [[113.67, 34.74], [113.671, 34.74], [113.671, 34.741], [113.67, 34.741]]
const closed = [...SQUARE, SQUARE[0]]

describe('an outline that somebody typed or pasted', () => {
  it.each([
    ['lines with a comma', '113.67, 34.74\n113.671,34.74\n\n113.671 34.741\n113.67\t34.741\n'],
    ['one line with semicolons, as other programs write it', '113.67,34.74;113.671,34.74;113.671,34.741;113.67,34.741'],
    ['wide commas of a Chinese keyboard', '113.67\uFF0C34.74\n113.671\uFF0C34.74\n113.671\uFF0C34.741\n113.67\uFF0C34.741'],
    ['a bare ring', JSON.stringify(SQUARE)],
    ['coordinates of a polygon', JSON.stringify([closed])],
    ['a polygon', JSON.stringify({ type: 'Polygon', coordinates: [closed] })],
    ['a polygon of several with one part', JSON.stringify({ type: 'MultiPolygon', coordinates: [[closed]] })],
    ['a feature', JSON.stringify({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [closed] } })],
    ['a collection of one', JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [closed] } }] })],
  ])('is read: %s', (_name, text) => {
    expect(readOutline(text)).toEqual({ corners: SQUARE })
  })

  it.each([
    ['', { fault: 'empty' }],
    ['113.67, 34.74\nabc', { fault: 'unreadable', line: 2 }],
    ['113.67', { fault: 'unreadable', line: 1 }],
    ['{"type":', { fault: 'unreadable' }],
    ['{"type":"Point","coordinates":[1,2]}', { fault: 'not-polygon' }],
    [JSON.stringify({ type: 'Polygon', coordinates: [closed, closed] }), { fault: 'hole' }],
    ['34.74, 113.67\n34.74, 113.671', { fault: 'range', line: 1 }],
  ])('says what is wrong with it: %s', (text, told) => {
    expect(readOutline(text)).toEqual(told)
  })

  it('is turned from the datum of a Chinese map, which lies some hundred metres off', () => {
    const read = readOutline(writeOutline(SQUARE), 'gcj02')
    const [first] = 'corners' in read ? read.corners : []
    expect(Math.abs((first?.[0] ?? 0) - 113.67)).toBeGreaterThan(0.002)
  })

  it('is written as it is read', () => {
    expect(readOutline(writeOutline(SQUARE))).toEqual({ corners: SQUARE })
  })
})

describe('corners', () => {
  it.each<[string, LonLat[], string | null]>([
    ['a square', SQUARE, null],
    ['closed twice', [...SQUARE, SQUARE[0]!], null],
    ['none', [], 'empty'],
    ['two', SQUARE.slice(0, 2), 'corners'],
    ['the same three times', [SQUARE[0]!, SQUARE[0]!, SQUARE[0]!], 'corners'],
    ['a bow tie', [SQUARE[0]!, SQUARE[1]!, SQUARE[3]!, SQUARE[2]!], 'crosses'],
    ['a line', [SQUARE[0]!, SQUARE[1]!, [113.6705, 34.74]], 'crosses'],
    ['a spike', [...SQUARE.slice(0, 2), [113.671, 34.745], ...SQUARE.slice(2)], 'crosses'],
    ['half a province', [[113, 34], [113.5, 34], [113.5, 34.5]], 'large'],
  ])('that are %s: %s', (_name, corners, fault) => {
    expect(outlineFault(corners)).toBe(fault)
  })
})
