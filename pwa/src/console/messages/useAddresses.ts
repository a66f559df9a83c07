/** Where the person at this desk is reached outside the program. */
import { ref, shallowRef } from 'vue'

import type { OwnAddress } from '@/domain/messages'

import { messagesApi } from '../server'
import { useSession } from '../session/useSession'

export function useAddresses() {
  const items = shallowRef<OwnAddress[] | null>(null)
  const failure = shallowRef<unknown>(null)
  const saved = ref<string | null>(null)

  async function trying(asking: () => Promise<OwnAddress[]>): Promise<boolean> {
    failure.value = null
    saved.value = null
    try {
      items.value = (await useSession().guarded(asking)).filter((one) => one.available || one.address !== null)
      return true
    } catch (error) {
      failure.value = error
      return false
    }
  }

  const load = () => trying(() => messagesApi.addresses())

  async function set(kind: string, address: string | null): Promise<boolean> {
    const done = await trying(() => messagesApi.setAddress(kind, address))
    if (done) saved.value = kind
    return done
  }

  return { items, failure, saved, load, set }
}
