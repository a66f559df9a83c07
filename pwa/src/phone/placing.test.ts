import { describe, expect, it } from 'vitest'

import type { AreaPack, LonLat } from '@/domain/geography'

import { answeringFrom, type Answering } from './placing'

const CORNER: LonLat = [113.7, 34.7]
const street = (code: string, to: LonLat) => ({ code, name: code, depth_m: 15, line: [CORNER, to] as LonLat[] })
const pack: AreaPack = {
  format: 1, version: 'v1', origin: CORNER, cells: [], shops: [], assets: [], categories: [],
  segments: [street('EAST', [113.702, 34.7]), street('NORTH', [113.7, 34.702])],
}
const corner = { lon: CORNER[0], lat: CORNER[1], accuracy_m: 8, datum: 'wgs84' } as const
const heading = (deg: number, accuracy_deg: number | null) => ({ deg, accuracy_deg, source: 'compass' as const })

describe('at the corner of two streets', () => {
  const answer = async (at: Parameters<Answering>[0], own: string[] = []) => {
    const { segment, decided_by } = (await answeringFrom({ plain: pack }))!(at, own)
    return [segment?.code, decided_by]
  }

  it('the heading at the shutter decides, as on the server', async () => {
    expect(await answer(corner)).toEqual(['EAST', null])
    expect(await answer({ ...corner, heading: heading(352.5, 15) })).toEqual(['NORTH', 'heading'])
    expect(await answer({ ...corner, heading: heading(352.5, null) })).toEqual(['NORTH', 'heading'])
  })

  it('a heading that may err by too much decides nothing, and an own segment goes before one', async () => {
    expect(await answer({ ...corner, heading: heading(352.5, 31) })).toEqual(['EAST', null])
    expect(await answer({ ...corner, heading: heading(90, 5) }, ['NORTH'])).toEqual(['NORTH', 'own'])
  })
})
