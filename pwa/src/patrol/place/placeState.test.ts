import { describe, expect, it } from 'vitest'

import { aPlacement } from '../samples.testing'
import { placeState, segmentsToChoose, shortCell } from './placeState'
import { partOf } from './segmentName'
import { findSegments } from './segmentSearch'

const KNOWN = { state: 'found', known: true } as const

describe('what a screen says about a place', () => {
  it.each(['locating', 'blocked', 'unavailable'] as const)('is %s while there is no position', (state) => {
    expect(placeState({ state, known: false }, aPlacement())).toBe(state)
  })

  it('says that the area pack is missing only when there is a position', () => {
    expect(placeState(KNOWN, null)).toBe('no-pack')
  })

  it('follows the segment, not the cell', () => {
    expect(placeState(KNOWN, aPlacement({ status: 'ambiguous', cell_status: 'ambiguous' }))).toBe('found')
    expect(placeState(KNOWN, aPlacement({ status: 'ambiguous', segment_status: 'ambiguous' }))).toBe('ambiguous')
    expect(placeState(KNOWN, aPlacement({ segment_status: 'near-edge' }))).toBe('near-edge')
  })

  it('is outside without a segment, even inside a cell', () => {
    expect(placeState(KNOWN, aPlacement({ segment: null, segment_status: 'outside', status: 'inside' }))).toBe('outside')
  })

  it('keeps the position it has when the receiver falls silent', () => {
    expect(placeState({ state: 'unavailable', known: true }, aPlacement())).toBe('found')
  })
})

describe('the choice of a segment', () => {
  const candidates = [
    { kind: 'segment', code: 'a', name: 'A', distance_m: 3, share: 0.5 },
    { kind: 'cell', code: 'c', name: null, distance_m: null, share: 0.6 },
    { kind: 'segment', code: 'b', name: 'B', distance_m: 7, share: 0.4 },
  ] as const

  it('offers segments only, in the order of the answer', () => {
    const open = aPlacement({ segment_status: 'ambiguous', candidates: [...candidates] })
    expect(segmentsToChoose(open).map((one) => one.code)).toEqual(['a', 'b'])
  })

  it('is not asked when only the cell is open', () => {
    expect(segmentsToChoose(aPlacement({ cell_status: 'ambiguous', candidates: [...candidates] }))).toEqual([])
    expect(segmentsToChoose(null)).toEqual([])
  })
})

describe('names of places', () => {
  it('tell the parts of one road apart', () => {
    expect(partOf({ code: '410104-000-R012-S03', name: 'Elm Street' })).toBe('03')
    expect(partOf({ code: 'X-77', name: 'Elm Street' })).toBeNull()
  })

  it('are not numbered twice', () => {
    expect(partOf({ code: '410104-000-R012-S03', name: 'Elm Street 03' })).toBeNull()
    expect(partOf({ code: '410104-000-R012-S03', name: '\u69d0\u836b\u8def 03 \u6bb5' })).toBeNull()
  })

  it('shorten a cell to the last six digits', () => {
    expect(shortCell('410104001002003')).toBe('002003')
  })
})

describe('finding a segment by hand', () => {
  const at = (code: string, name: string, lon: number) => ({ code, name, depth_m: 15, line: [[lon, 34.7], [lon, 34.71]] as [number, number][] })
  const all = [at('1', 'Elm Street', 113.7), at('2', 'Oak Street', 113.6), at('3', 'Elm Lane', 113.61)]

  it('goes by part of the name or code, whatever the case', () => {
    expect(findSegments(all, ' elm', null).map((one) => one.code)).toEqual(['1', '3'])
    expect(findSegments(all, '2', null).map((one) => one.code)).toEqual(['2'])
  })

  it('shows the nearest first when a position is known', () => {
    expect(findSegments(all, '', [113.61, 34.705]).map((one) => one.code)).toEqual(['3', '2', '1'])
  })
})
