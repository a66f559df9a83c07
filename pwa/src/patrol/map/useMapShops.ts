/** The shops on the patrol's map, once one is near enough to tell doors apart; from what is on this phone. */
import { computed, type Ref } from 'vue'

import type { LonLat, PackShop } from '@/domain/geography'
import type { Phone } from '@/phone/types'
import { meets, type Box } from '@/ui/map/ground'
import type { Pin } from '@/ui/map/cluster'
import { metresBetween } from '@/ui/map/measure'
import type { DoorTone } from '@/ui/map/pinShapes'
import { useRegister, type StandingWord } from '../pledges/useRegister'

export interface View {
  box: Box
  zoom: number
}

export interface Door {
  shop: PackShop
  standing: StandingWord
  tone: DoorTone
  /** Breaches that are not put right, as this phone knows. */
  open: number
  metres: number | null
}

/** From here on a front is wider than a finger's tip. */
export const DOORS_FROM = 19
/** More at once are no street. */
const MOST = 150
const TONES: Partial<Record<StandingWord, DoorTone>> = { signed: 'done', confirmed: 'done', active: 'done', expiring: 'due' }

export function useMapShops(phone: Phone, view: Readonly<Ref<View | null>>, here: () => LonLat | null) {
  const register = useRegister(phone)

  function doorOf(shop: PackShop): Door {
    const standing = register.standingOf(shop)
    const from = here()
    return { shop, standing, tone: TONES[standing] ?? 'hold', open: register.breachesOf(shop.id)?.open ?? 0, metres: from && metresBetween(from, shop.point) }
  }

  const doors = computed((): Door[] => {
    const seen = view.value
    if (seen === null || seen.zoom < DOORS_FROM) return []
    const within = ({ point: [lon, lat], status }: PackShop) => status !== 'closed' && meets([lon, lat, lon, lat], seen.box)
    const found = register.pack.value?.shops.filter(within).slice(0, MOST).map(doorOf) ?? []
    return found.sort((a, b) => (a.metres ?? 0) - (b.metres ?? 0))
  })
  const pins = computed(() => doors.value.map(({ shop, tone }): Pin => ({ id: shop.id, place: shop.point, tone, title: shop.name, door: true })))
  return { doors, pins }
}
