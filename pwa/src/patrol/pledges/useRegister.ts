/** The register of shops on this phone: who they are from the pack, how they stand from the kit and from what was said here. */
import { onScopeDispose, shallowRef } from 'vue'

import type { PackShop } from '@/domain/geography'
import { breachesIn, schemeOf, STANDINGS, type Standing } from '@/domain/pledge'
import type { Phone, PledgeKitKept, Pledges, SaidHere, Unsubscribe } from '@/phone/types'
import type { Tone } from '@/ui/components/StateTag.vue'

import { useAreaPack } from '../place/useAreaPack'

/** How a shop stands, with what was said on this phone on top. `none`: it never signed. */
export type StandingWord = Standing | 'none' | 'refused'

export const STANDING_TONES: Record<StandingWord, Tone> = {
  none: 'hold', refused: 'hold', signed: 'act', confirmed: 'act', active: 'done', expiring: 'due', expired: 'over', superseded: 'hold', terminated: 'hold',
}

export function useRegister(phone: Phone) {
  const { pack, looked } = useAreaPack(phone)
  const kit = shallowRef<PledgeKitKept | null>(null)
  const said = shallowRef<Record<string, SaidHere>>({})
  const lastScheme = shallowRef<string | null>(null)
  const api = shallowRef<Pledges | null>(null)
  const stops: Unsubscribe[] = []
  let ended = false

  void phone
    .pledges()
    .then((pledges) => {
      if (ended) return
      api.value = pledges
      stops.push(pledges.observeKit((now) => (kit.value = now)), pledges.observeSaid((now) => (said.value = now)), pledges.observeScheme((code) => (lastScheme.value = code)))
    })
    .catch(() => undefined)
  onScopeDispose(() => {
    ended = true
    for (const stop of stops) stop()
  })

  function standingOf(shop: Pick<PackShop, 'id' | 'standing'>): StandingWord {
    const here = said.value[shop.id]
    if (here) return here.verb === 'sign-pledge' ? 'signed' : 'refused'
    const known = kit.value?.shops[shop.id]
    const standing = known ? known.standing : STANDINGS.find((word) => word === shop.standing)
    return standing ?? (known?.refused ? 'refused' : 'none')
  }

  const shopOf = (id: string | null | undefined): PackShop | null => pack.value?.shops.find((shop) => shop.id === id) ?? null
  /** The one that `code` names, else what the shop signed, else the one that was chosen last. */
  const schemeAt = (shopId: string, code?: string | null) => schemeOf(kit.value, code, kit.value?.shops[shopId]?.scheme, lastScheme.value)
  return { pack, looked, kit, said, api, schemeAt, standingOf, breachesOf: (shopId: string) => breachesIn(kit.value, shopId), shopOf }
}
