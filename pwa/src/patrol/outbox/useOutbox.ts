/** The outbox screen behind its glass: rows in their three piles, and what a person can do about them. */
import { computed, ref } from 'vue'
import { useRouter } from 'vue-router'

import type { OutboxView, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import type { WayOut } from './rowLooks'
import { useExport } from './useExport'
import { useQueue } from './useQueue'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'

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

  const { exported, refusal, exportUnsent } = useExport(phone)
  const exportAll = () => attempt(exportUnsent)

  const piles = { rows, needsPerson, pending, settled, delivered }
  return { ...queue, ...piles, around, loginExpired, keepOpen, canExport, busy, trouble, take, sendNow, exported, refusal, exportAll }
}
