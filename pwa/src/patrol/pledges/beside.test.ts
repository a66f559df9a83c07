import { describe, expect, it } from 'vitest'

import type { AreaPack, LonLat, PackShop } from '@/domain/geography'
import { METRES_PER_DEGREE } from '@/ui/map/measure'
import { bothSides, doorNumber, neighbours, onLine, shopsBeside, shopsNamed, shopsNear } from './beside'

/** Metres east and north of a corner on the equator, where both are worth the same. */
const at = (east: number, north: number): LonLat => [113 + east / METRES_PER_DEGREE, north / METRES_PER_DEGREE]
const shop = (id: string, east: number, north: number, more: Partial<PackShop> = {}): PackShop => ({ id, name: `Shop ${id}`, door: `Elm ${id}`, point: at(east, north), status: 'open', ...more })
/** A street going east: odd doors to the north (left of the way), even ones to the south. */
const SEGMENT = { code: 'S', name: 'Elm', depth_m: 10, line: [at(0, 0), at(100, 0)] }
const SHOPS = [shop('126', 10, -12), shop('128', 30, -12), shop('130', 50, -12), shop('127', 20, 12), shop('129', 40, 12), shop('131', 45, 12, { status: 'closed' }), shop('far', 30, 60)]
const PACK = { shops: SHOPS, segments: [SEGMENT] } as unknown as AreaPack
const ids = (shops: readonly { shop: PackShop }[]) => shops.map(({ shop: { id } }) => id)

describe('a point beside a line', () => {
  it('is so far along and off it, on a side as seen along the way', () => {
    const found = onLine(at(30, 12), SEGMENT.line)
    expect([Math.round(found?.along ?? 0), Math.round(found?.off ?? 0), found?.side]).toEqual([30, 12, 'left'])
    expect(onLine(at(30, -5), SEGMENT.line)?.side).toBe('right')
  })

  it('counts metres through corners', () => {
    const bent = [at(0, 0), at(50, 0), at(50, 50)]
    const found = onLine(at(60, 20), bent)
    expect([Math.round(found?.along ?? 0), Math.round(found?.off ?? 0), found?.side]).toEqual([70, 10, 'right'])
    expect(onLine(at(0, 0), [at(0, 0)])).toBeNull()
  })
})

describe('shops of a street', () => {
  it('stand in their order, without closed ones and those behind', () => {
    expect(ids(shopsBeside(PACK, SEGMENT))).toEqual(['126', '127', '128', '129', '130'])
  })

  it('have neighbours as who faces the door sees them', () => {
    const beside = shopsBeside(PACK, SEGMENT)
    // Looking south at 128 the east, and with it 130, is on the left.
    expect([neighbours(beside, '128').left?.id, neighbours(beside, '128').right?.id]).toEqual(['130', '126'])
    // Looking north at 127 the east is on the right.
    expect([neighbours(beside, '127').left, neighbours(beside, '127').right?.id]).toEqual([null, '129'])
    expect(neighbours(beside, 'nobody')).toEqual({ left: null, right: null })
  })

  it('share what is seen of a side', () => {
    const { left, right } = bothSides(shopsBeside(PACK, SEGMENT), 30)
    expect(ids(left)).toEqual(['127', '129'])
    expect(ids(right)).toEqual(['126', '128', '130'])
    const [before, own] = [right[0], right[1]]
    expect(own && before && own.from >= before.to).toBe(true)
    expect(own?.from).toBeLessThan(0.5)
    expect(own?.to).toBeGreaterThan(0.5)
  })

  it('are near in metres, nearest first', () => {
    const near = shopsNear(PACK, at(31, -2), 30, 3)
    expect(near.map(({ shop: { id }, metres }) => [id, Math.round(metres)])).toEqual([['128', 10], ['129', 17], ['127', 18]])
    expect(shopsNear(PACK, null, 30, 3)).toEqual([])
  })

  it('are found by name or door, closed ones last', () => {
    expect(shopsNamed(PACK, ' 13 ', 9).map(({ id }) => id)).toEqual(['130', '131'])
    expect(shopsNamed(PACK, 'shop FAR', 9).map(({ id }) => id)).toEqual(['far'])
    expect(shopsNamed(PACK, '  ', 9)).toEqual([])
    const bare = { ...PACK, shops: [shop('7', 10, 12, { street: 'Oak', door: '7' }), shop('8', 10, 12, { street: 'Elm', door: 'Elm 8' })] }
    expect([shopsNamed(bare, 'oak 7', 9), shopsNamed(bare, 'elm 8', 9)].flat().map(({ id }) => id)).toEqual(['7', '8'])
  })
})

describe('the number of a door', () => {
  it.each([['槐荫路 128 号', '128'], ['槐荫路 128-2 号', '128-2'], ['3 号楼 12', '12'], ['无门牌', '无门牌'], [null, '']])('%s', (door, number) => {
    expect(doorNumber(door)).toBe(number)
  })
})
