/** Shops that a paper may be for: those nearest to where the report stands. Pure. */
import { toWgs84 } from '@/domain/datum'
import { addressOf, type AreaPack } from '@/domain/geography'
import type { Position } from '@/domain/report'
import { metresBetween } from '@/ui/map/measure'

export interface NearShop {
  id: string
  name: string
  door: string | null
  /** Road and door, as it stands on a letter. */
  address: string | null
}

const REACH_M = 60
const MOST = 4

export function nearShops(pack: AreaPack | null, position: Position | null): NearShop[] {
  if (!pack || !position) return []
  const here = toWgs84(position.lon, position.lat, position.datum)
  return pack.shops
    .filter(({ status }) => status !== 'closed')
    .map((shop) => ({ shop, away: metresBetween(here, shop.point) }))
    .filter(({ away }) => away <= REACH_M)
    .sort((a, b) => a.away - b.away)
    .slice(0, MOST)
    .map(({ shop }) => ({ id: shop.id, name: shop.name, door: shop.door, address: addressOf(shop) }))
}
