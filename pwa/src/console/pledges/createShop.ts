/**
 * One shop at the desk: its facts, whom it is reached by, its plates, and the form in which it is entered or changed. What was
 * typed outlives a refusal and a faster colleague. Knows its port; must not know HTTP, a map or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { PlatesApi } from '@/api/plates'
import type { PledgeLedgerApi } from '@/api/pledge-ledger'
import type { ShopRegisterApi } from '@/api/shop-register'
import type { Plate } from '@/domain/plates'
import { Failure } from '@/domain/problem'
import type { ShopContact, ShopView } from '@/domain/shop-register'

import { createTrying } from '../createTrying'
import { changesOf, draftOf, lackOf, newDraft, type ShopDraft } from './shopDraft'

/** As many as the register takes. */
export const MOST_FRONTS = 6

export interface ShopPort {
  /** Resolves to the name under which the picture is kept. */
  sendPhoto(file: Blob): Promise<string>
  shops: Pick<ShopRegisterApi, 'get' | 'add' | 'change' | 'merge' | 'contact'>
  plates: Pick<PlatesApi, 'list' | 'revoke'>
  pledges: Pick<PledgeLedgerApi, 'confirm' | 'terminate'>
}

export function createShop({ shops, plates, pledges, sendPhoto }: ShopPort) {
  const shop = shallowRef<ShopView | null>(null)
  const plateList = shallowRef<Plate[]>([])
  const contact = shallowRef<ShopContact | null>(null)
  const draft = ref<ShopDraft | null>(null)
  /** Why it could not be shown. */
  const failure = shallowRef<unknown>(null)
  /** Somebody else changed it meanwhile; what was typed here is still there. */
  const meanwhile = ref(false)
  const { busy, failure: refused, once } = createTrying()
  const lack = computed(() => (draft.value ? lackOf(draft.value) : null))

  async function open(id: string): Promise<void> {
    if (shop.value?.id !== id) shop.value = contact.value = null
    draft.value = null
    failure.value = null
    meanwhile.value = false
    try {
      const told = await shops.get(id)
      shop.value = told
      plateList.value = await plates.list(told.id)
    } catch (error) {
      failure.value = error
    }
  }

  /** Begins a shop that is not there yet. */
  function begin(): void {
    shop.value = contact.value = null
    failure.value = null
    draft.value = newDraft()
  }

  const edit = () => void (draft.value = shop.value && draftOf(shop.value))

  function giveUp(): void {
    draft.value = null
    meanwhile.value = false
    refused.value = null
  }

  /** Resolves to the shop as it was kept, null where it was not. */
  async function save(): Promise<ShopView | null> {
    const [typed, before] = [draft.value, shop.value]
    if (typed === null || lack.value !== null) return null
    let kept: ShopView | null = null
    await once(async () => {
      const { fields, changed } = changesOf(typed, before)
      try {
        kept = before === null ? await shops.add(fields) : await shops.change(before.id, before.rev, changed)
      } catch (error) {
        if (before !== null && error instanceof Failure && error.status === 412) await catchUp(before.id)
        throw error
      }
      shop.value = kept
      // With a shop that closes its plates end, too; a list that fails is no reason to say that nothing was kept.
      plateList.value = await plates.list(kept.id).catch(() => plateList.value)
      giveUp()
    })
    return kept
  }

  /** The newest revision beside what was typed here. */
  async function catchUp(id: string): Promise<void> {
    const told = await shops.get(id).catch(() => null)
    if (told === null) return
    shop.value = told
    meanwhile.value = true
  }

  const showContact = () => withShop(async ({ id }) => void (contact.value = await shops.contact(id)))
  const loadPlates = () => withShop(async ({ id }) => void (plateList.value = await plates.list(id)))
  const revoke = (plateId: string, reason: string) =>
    withShop(async ({ id }) => {
      await plates.revoke(plateId, reason)
      plateList.value = await plates.list(id)
    })
  const confirm = (pledgeId: string, how: 'paper' | 'phone') => withPledge(() => pledges.confirm(pledgeId, how))
  const terminate = (pledgeId: string, reason: string) => withPledge(() => pledges.terminate(pledgeId, reason))

  /** Sends a picture of the front, which becomes the newest; the oldest gives way. */
  const addFront = (file: Blob) =>
    withShop(async ({ id }) => {
      const name = await sendPhoto(file)
      const { rev, photos } = await shops.get(id)
      shop.value = await shops.change(id, rev, { photos: [...new Set([name, ...photos])].slice(0, MOST_FRONTS) })
    })
  const dropFront = (name: string) => withShop(async ({ id, rev, photos }) => void (shop.value = await shops.change(id, rev, { photos: photos.filter((one) => one !== name) })))

  /** The shop agrees to be praised, or no longer; who wrote it down stands in its history. */
  const praise = (agreed: boolean) => withShop(async ({ id, rev }) => void (shop.value = await shops.change(id, rev, { praise_consent: agreed })))

  /** Resolves to the id of the shop that goes on, null where it was refused. */
  async function merge(into: string): Promise<string | null> {
    let goesOn: string | null = null
    await withShop(async ({ id }) => void (goesOn = (await shops.merge(id, into)).id))
    return goesOn
  }
  /** What becomes of a pledge is seen at its shop. */
  const withPledge = (doing: () => Promise<unknown>) =>
    withShop(async ({ id }) => {
      await doing()
      shop.value = await shops.get(id)
    })

  const withShop = (doing: (shown: ShopView) => Promise<unknown>) =>
    once(async () => {
      if (shop.value) await doing(shop.value)
    })

  return {
    ...{ shop, plateList, contact, draft, lack, failure, meanwhile, busy, refused },
    ...{ open, begin, edit, giveUp, save, showContact, revoke, confirm, terminate, addFront, dropFront, praise, merge, loadPlates },
  }
}

export type UsedShop = ReturnType<typeof createShop>
