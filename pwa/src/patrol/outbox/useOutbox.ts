/** The outbox screen behind its glass: rows in their three piles, and what a person can do about them. */
import { computed, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import type { OutboxView, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import type { WayOut } from './rowLooks'
import { useExport } from './useExport'
import { useQueue } from './useQueue'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'
import { draftAddress } from '../draftAddress'

const ENDED: readonly OutboxView['word'][] = ['delivered', 'filed', 'dismissed']

export function useOutbox(phone: Phone) {
  const router = useRouter()
  const queue = useQueue(phone)
  const rows = useObserved(phone.outbox.observe, [])
  const pile = (fits: (view: OutboxView) => boolean) => computed(() => rows.value.filter(fits))
  const needsPerson = pile((view) => view.word === 'needs-person')
  const pending = pile((view) => view.word !== 'needs-person' && !ENDED.includes(view.word))
  const settled = pile((view) => view.word === 'filed' || view.word === 'dismissed')
  const delivered = pile((view) => view.word === 'delivered')
  const drafts = useObserved(phone.drafts.observe, [])
  const around = computed(() => ({
    reachable: queue.online.value && queue.reachable.value,
    session: queue.session.value.state,
    paused: queue.sync.value.pause !== null,
  }))
  const loginExpired = computed(
    () => queue.summary.value.pending > 0 && (queue.session.value.state !== 'signed-in' || queue.sync.value.status === 'needs-login'),
  )
  /** Photos are on their way and would stop with this page. */
  const keepOpen = computed(() => queue.sync.value.photo_in_flight.length > 0 && !phone.sync.sends_closed)
  /** Drafts are in the file, too. */
  const canExport = computed(() => queue.summary.value.pending > 0 || drafts.value.length > 0)
  /** Reports a person's wish is being done for; the others need not wait for it. */
  const busy = shallowRef<ReadonlySet<string>>(new Set())
  const trouble = ref<StoringTrouble | null>(null)

  /** `ends`: once it is done the report is another one, and no second tap may be taken before the list says so. */
  async function attempt(id: string, work: () => Promise<unknown>, ends: boolean): Promise<void> {
    if (busy.value.has(id)) return
    busy.value = new Set([...busy.value, id])
    trouble.value = null
    try {
      await work()
      if (ends) return
    } catch (error) {
      trouble.value = troubleOf(error)
    }
    busy.value = new Set([...busy.value].filter((other) => other !== id))
  }

  /** Pictures a replacement needs are taken where it was written, so both ways of correcting lead there. */
  async function correct(id: string): Promise<void> {
    const draft = await phone.outbox.correct(id)
    await router.push(draftAddress((await phone.drafts.get(draft)) ?? { id: draft }))
  }

  const ways: Record<WayOut, (id: string) => Promise<unknown>> = {
    reshoot: correct,
    correct,
    'without-damaged': (id) => phone.outbox.sendWithoutDamaged(id),
    retry: (id) => phone.outbox.retry(id),
  }
  const take = (way: WayOut, id: string) => attempt(id, () => ways[way](id), way === 'without-damaged')
  /** Sending takes as long as it takes and says so by itself. */
  const sendNow = () => void phone.sync.now()

  const piles = { rows, needsPerson, pending, settled, delivered }
  return { ...queue, ...piles, around, loginExpired, keepOpen, canExport, busy, trouble, take, sendNow, ...useExport(phone) }
}
