import { describe, expect, it } from 'vitest'

import { wgs84ToGcj02 } from '@/domain/datum'
import type { AreaPack, LonLat } from '@/domain/geography'
import type { Manifest } from '@/domain/report'
import { aReport, aTask, aView } from '../samples.testing'
import { farStreet, farThing, groundOf, middleOf, nearestFirst, thingsOf, withWork } from './onMap'

const HERE: LonLat = [113.67, 34.74]
const at = (lon = HERE[0], lat = HERE[1]) => ({ lon, lat, accuracy_m: 8, fixed_at: null, source: 'gps' as const, datum: 'wgs84' as const })
const today = () => true
const never = () => false
const manifest = (position: Manifest['position']) => ({ position, category: 'sl2' }) as Manifest

describe('what is on the map', () => {
  it('are the cases from own reports as long as they are open, whatever their day', () => {
    const open = aReport({ id: 'a', status: 'accepted', case_no: '1', position: at() })
    const solved = aReport({ id: 'b', status: 'accepted', case_no: '2', handled_on_spot: true, position: at() })
    expect(thingsOf([open, solved], [], never).map(({ id, kind }) => [id, kind])).toEqual([['a', 'case']])
  })

  it('are own reports of today that were not turned down', () => {
    const reports = (['pending', 'accepted', 'rejected', 'duplicate'] as const).map((status) => aReport({ id: status, status, case_no: null, position: at() }))
    expect(thingsOf(reports, [], today).map(({ id, kind }) => [id, kind])).toEqual([['pending', 'mine'], ['accepted', 'mine']])
    expect(thingsOf(reports, [], never)).toEqual([])
  })

  it('are tasks as their clocks stand, and open cases around, each once whoever reported it', () => {
    const mine = thingsOf([aReport({ id: 'r1', status: 'accepted', case_no: '1', position: at() })], [], never)
    const task = { task: aTask({ case_no: '1', report_id: 'r1' }), tone: 'over' as const, clock: '12 min over' }
    const near = (case_no: string) => ({ case_no, state: 'claimed', category: 'x', lon: 113.67, lat: 34.74, since: '' })
    const things = withWork(mine, [task], [near('1'), near('2')])
    expect(things.map(({ id, kind, tone, clock }) => [id, kind, tone, clock])).toEqual([['1', 'task', 'over', '12 min over'], ['2', 'case', 'plain', undefined]])
  })

  it('are reports still on this phone, once each, and only where they have a place', () => {
    const queued = (['a', 'b', 'c'] as const).map((id) => ({ view: aView({ id }), manifest: manifest(id === 'c' ? null : at()) }))
    const things = thingsOf([aReport({ id: 'a', status: 'pending', position: at() })], queued, today)
    expect(things.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(thingsOf([aReport({ status: 'pending', position: null })], [], today)).toEqual([])
  })

  it('lie in WGS-84, whatever their position was measured in', () => {
    const [lon, lat] = wgs84ToGcj02(...HERE)
    const [thing] = thingsOf([], [{ view: aView(), manifest: manifest({ ...at(lon, lat), datum: 'gcj02' }) }], today)
    expect(thing!.place[0]).toBeCloseTo(HERE[0], 9)
    expect(thing!.place[1]).toBeCloseTo(HERE[1], 9)
  })

  it('come nearest first, and in their own order where nobody knows where the person is', () => {
    const things = thingsOf([], [113.69, 113.671, 113.68].map((lon, i) => ({ view: aView({ id: `${i}` }), manifest: manifest(at(lon)) })), today)
    expect(nearestFirst(things, HERE, farThing).map(({ id }) => id)).toEqual(['1', '2', '0'])
    expect(nearestFirst(things, HERE, farThing)[0]!.metres).toBeCloseTo(91.4, 0)
    expect(nearestFirst(things, null, farThing).map(({ id, metres }) => [id, metres])).toEqual([['0', null], ['1', null], ['2', null]])
  })
})

describe('the pack as a map', () => {
  const pack = {
    segments: [{ code: 'S1', name: 'Elm', depth_m: 6, line: [[113.67, 34.741], [113.68, 34.741]] }, { code: 'S2', name: '', depth_m: 6, line: [HERE, [113.68, 34.75]] }],
    cells: [{ code: '410104001000042', polygon: [[HERE, [113.68, 34.74], [113.68, 34.75], HERE]] }],
  } as unknown as AreaPack

  it('draws own segments bold and names cells by their last digits', () => {
    const ground = groundOf(pack, new Set(['S1']), ({ code, name }) => name || code)
    expect(ground.streets.map(({ code, label, own }) => [code, label, own])).toEqual([['S1', 'Elm', true], ['S2', 'S2', false]])
    expect(ground.cells[0]!.label).toBe('000042')
    expect(farStreet(ground.streets[0]!, HERE)).toBeCloseTo(111.2, 0)
    expect(middleOf(ground.streets[0]!)).toEqual([113.67500000000001, 34.741])
  })
})
