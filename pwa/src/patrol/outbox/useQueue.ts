/** How the outbox, the sending and the login stand, for every screen that says so. */
import { computed } from 'vue'

import type { Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { useOnline } from '../shell/useOnline'

export function useQueue(phone: Phone) {
  const summary = useObserved(phone.outbox.observeSummary, {
    pending: 0,
    needs_person: 0,
    oldest_at: null,
    others: { count: 0, oldest_at: null },
  })
  const sync = useObserved(phone.sync.observe, {
    status: 'resting' as const,
    forbidden: false,
    next_try_at: null,
    last_contact_at: null,
    reachable: true,
    photo_in_flight: [],
    pause: null,
    held_over: null,
  })
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const online = useOnline()
  const reachable = computed(() => sync.value.reachable)
  return { summary, sync, session, online, reachable }
}
