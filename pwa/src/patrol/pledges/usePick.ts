/** Which shop it is: those near, both sides of the street, or by name; all from what is on this phone. */
import { computed, onMounted, ref, shallowRef, watch } from 'vue'

import { toWgs84 } from '@/domain/datum'
import type { LonLat, PackShop } from '@/domain/geography'
import type { Phone } from '@/phone/types'
import { onLine, shopsBeside, shopsNamed, shopsNear, type NearShop } from './beside'
import { useRegister } from './useRegister'
import { usePlaceNow } from '../place/usePlaceNow'
import { usePositionWatch } from '../place/positionWatch'

/** A street and the next corner. */
const REACH_M = 150
const MOST = 12
const MOST_NAMED = 40

export interface Choice {
  shop: PackShop
  metres: number | null
  /** On the other side of the street than the person. */
  across: boolean
}

export function usePick(phone: Phone, draftId: () => string | null) {
  const register = useRegister(phone)
  const { position, placement } = usePlaceNow(phone, usePositionWatch())
  /** Where the report that asks was made: the person may have walked on. */
  const reported = shallowRef<LonLat | null>(null)
  const words = ref('')
  const chosen = ref<string | null>(null)

  onMounted(async () => {
    const id = draftId()
    const draft = id ? await phone.drafts.get(id) : undefined
    const at = draft?.position
    if (at) reported.value = toWgs84(at.lon, at.lat, at.datum)
    chosen.value = draft?.subject.shop_id ?? null
  })

  const here = computed((): LonLat | null => {
    const { fix } = position.value
    return reported.value ?? (fix && toWgs84(fix.lon, fix.lat, fix.datum))
  })
  const segment = computed(() => register.pack.value?.segments.find(({ code }) => code === placement.value?.segment?.code) ?? null)
  const beside = computed(() => (register.pack.value && segment.value ? shopsBeside(register.pack.value, segment.value) : []))
  const standing = computed(() => (here.value && segment.value ? onLine(here.value, segment.value.line) : null))

  function choiceOf({ shop, metres }: NearShop | { shop: PackShop; metres: null }): Choice {
    const side = beside.value.find((one) => one.shop.id === shop.id)?.side
    return { shop, metres, across: side !== undefined && standing.value !== null && side !== standing.value.side }
  }

  const near = computed(() => shopsNear(register.pack.value, here.value, REACH_M, MOST).map(choiceOf))
  const named = computed(() => shopsNamed(register.pack.value, words.value, MOST_NAMED).map((shop) => choiceOf({ shop, metres: null })))
  const choices = computed(() => (words.value.trim() ? named.value : near.value))
  /** The nearest is taken for meant until somebody says otherwise. */
  const picked = computed(() => register.shopOf(chosen.value) ?? (words.value.trim() ? null : (choices.value[0]?.shop ?? null)))
  // What is searched for is not what stood nearest.
  watch(words, () => (chosen.value = null))

  return { register, position, placement, segment, beside, standing, here, words, choices, picked, pick: (id: string) => (chosen.value = id) }
}
