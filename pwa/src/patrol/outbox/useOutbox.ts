/** The outbox screen behind its glass: rows in their three piles, and what a person can do about them. */
import { computed, ref } from 'vue'
import { useRouter } from 'vue-router'

import type { OutboxView, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import type { WayOut } from './rowLooks'
import { useQueue } from './useQueue'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'

export function useOutbox(phone: Phone) {
  const router = useRouter()
  const queue = useQueue(phone)
  const rows = useObserved(phone.outbox.observe, [])
  const pile = (fits: (view: OutboxView) => boolean) => computed(() => rows.value.filter(fits))
  const needsPerson = pile((view) => view.word === 'needs-person')
  const pending = pile((view) => view.word !== 'needs-person' && view.word !== 'delivered')
  const delivered = pile((view) => view.word === 'delivered')
  const around = computed(() => ({
    reachable: queue.online.value && queue.reachable.value,
    session: queue.session.value.state,
  }))
  const loginExpired = computed(
    () => pending.value.length > 0 && (queue.session.value.state !== 'signed-in' || queue.sync.value.status === 'needs-login'),
  )
  const busy = ref(false)
  const trouble = ref<StoringTrouble | null>(null)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (busy.value) return
    busy.value = true
    trouble.value = null
    try {
      await work()
    } catch (error) {
      trouble.value = troubleOf(error)
    } finally {
      busy.value = false
    }
  }

  /** Pictures a replacement needs are taken in the form, so both ways of correcting lead there. */
  async function correct(id: string): Promise<void> {
    const draft = await phone.outbox.correct(id)
    await router.push({ name: 'form', params: { id: draft } })
  }

  const ways: Record<WayOut, (id: string) => Promise<unknown>> = {
    reshoot: correct,
    correct,
    'without-damaged': (id) => phone.outbox.sendWithoutDamaged(id),
    retry: (id) => phone.outbox.retry(id),
  }
  const take = (way: WayOut, id: string) => attempt(() => ways[way](id))
  const sendNow = () => attempt(() => phone.sync.now())

  function exportUnsent(): Promise<void> {
    return attempt(async () => {
      const { name, file } = await phone.outbox.exportUnsent()
      const address = URL.createObjectURL(file)
      const link = document.createElement('a')
      link.href = address
      link.download = name
      link.click()
      // Safari still reads the address after the click has returned.
      setTimeout(() => URL.revokeObjectURL(address), 60_000)
    })
  }

  return { ...queue, rows, needsPerson, pending, delivered, around, loginExpired, busy, trouble, take, sendNow, exportUnsent }
}
