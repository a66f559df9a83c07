// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { effectScope, shallowRef } from 'vue'

import type { AreaPack } from '@/domain/geography'
import type { Box } from '@/ui/map/ground'
import { fakePhone } from '../fakePhone.testing'
import { settle } from '../patrolPage.testing'
import { KIT, SHOPS } from '../pledges/samples.testing'
import { useMapShops, type View } from './useMapShops'

const STREET: Box = [113.669, 34.739, 113.671, 34.741]
const PACK: AreaPack = { format: 1, version: 'v1', origin: [113.6, 34.7], cells: [], segments: [], assets: [], categories: [], shops: SHOPS }

async function doorsAt(seen: View | null, shops = SHOPS) {
  const { phone, state } = fakePhone()
  state.areaPack = { ...PACK, shops }
  state.pledgeKit.set(KIT)
  const scope = effectScope()
  const { doors, pins } = scope.run(() => useMapShops(phone, shallowRef(seen), () => [113.67, 34.73991])) as ReturnType<typeof useMapShops>
  await settle()
  const found = { doors: doors.value, pins: pins.value }
  scope.stop()
  return found
}

describe('shops on the map', () => {
  it('are the doors in sight with how they stand, the nearest first', async () => {
    const { doors, pins } = await doorsAt({ box: STREET, zoom: 19 })
    expect(doors.map(({ shop, standing, tone, open }) => [shop.id, standing, tone, open])).toEqual([
      ['s128', 'none', 'hold', 0],
      ['s130', 'expiring', 'due', 1],
      ['s129', 'none', 'hold', 0],
    ])
    expect(pins.every(({ door }) => door)).toBe(true)
  })

  it('are not drawn from afar, elsewhere, or where they are closed', async () => {
    expect((await doorsAt({ box: STREET, zoom: 18 })).doors).toEqual([])
    expect((await doorsAt(null)).doors).toEqual([])
    expect((await doorsAt({ box: [113.7, 34.7, 113.8, 34.8], zoom: 19 })).doors).toEqual([])
    const closed = SHOPS.map((shop) => ({ ...shop, status: 'closed' }))
    expect((await doorsAt({ box: STREET, zoom: 19 }, closed)).doors).toEqual([])
  })
})
