/** One shop behind the glass: how it stands, what is open about it where there is signal, and what can be begun here. */
import { computed, onMounted, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import { mayPledge } from '@/domain/person'
import type { PledgeItem } from '@/domain/pledge'
import { Failure } from '@/domain/problem'
import { NO_SUBJECT } from '@/domain/report'
import type { Phone, ShopBreach, ShopCode } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'
import { useRegister } from './useRegister'

export type CodeTrouble = 'offline' | 'refused' | 'wait'

export function useShop(phone: Phone, shopId: string) {
  const router = useRouter()
  const register = useRegister(phone)
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const shop = computed(() => register.shopOf(shopId))
  const standing = computed(() => (shop.value ? register.standingOf(shop.value) : 'none'))
  const said = computed(() => register.said.value[shopId] ?? null)
  const known = computed(() => register.kit.value?.shops[shopId] ?? null)
  const items = computed(() => register.schemeAt(shopId)?.items ?? [])
  /** What the kit counts; which they are only the office tells. */
  const counts = computed(() => register.breachesOf(shopId))
  /** Null while nobody has told. */
  const breaches = shallowRef<ShopBreach[] | null>(null)
  const code = shallowRef<ShopCode | null>(null)
  const codeTrouble = ref<CodeTrouble | null>(null)
  const busy = ref(false)
  const trouble = ref<StoringTrouble | null>(null)

  onMounted(async () => {
    const pledges = await phone.pledges().catch(() => null)
    breaches.value = (await pledges?.openBreaches(shopId).catch(() => null)) ?? null
  })

  async function newCode(): Promise<void> {
    if (busy.value) return
    busy.value = true
    codeTrouble.value = null
    try {
      code.value = await (await phone.pledges()).newCode(shopId)
    } catch (error) {
      codeTrouble.value = codeTroubleOf(error)
    } finally {
      busy.value = false
    }
  }

  /** Begins a report of an item that is not kept, or of anything at this shop; the draft is on disk before the camera opens. */
  async function report(item: PledgeItem | null): Promise<void> {
    trouble.value = null
    try {
      const draft = await phone.drafts.begin()
      const categories = new Set((await phone.places.categories()).map(({ slug }) => slug))
      const fitting = item?.category_slugs.filter((slug) => categories.has(slug)) ?? []
      // One of several is for the person to choose; the form asks.
      const category = fitting.length === 1 ? (fitting[0] ?? null) : null
      await phone.drafts.change(draft.id, { category, subject: { ...NO_SUBJECT, shop_id: shopId, pledge_item: item?.code ?? null } })
      await phone.drafts.awaitPhoto(draft.id, 'scene')
      await router.push({ name: 'camera', params: { id: draft.id } })
    } catch (error) {
      trouble.value = troubleOf(error)
    }
  }

  const back = () => (history.state?.back ? router.back() : void router.replace({ name: 'shops' }))
  return {
    register, shop, standing, said, known, items, counts, breaches, code, codeTrouble, busy, trouble, newCode, report, back,
    may: computed(() => mayPledge(session.value.person)),
    forgetCode: () => void (code.value = null),
  }
}

function codeTroubleOf(error: unknown): CodeTrouble {
  if (!(error instanceof Failure) || error.status === 0) return 'offline'
  return error.slug === 'too-many-requests' ? 'wait' : 'refused'
}
