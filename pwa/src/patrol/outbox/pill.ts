/**
 * Decides the one line that says how the outbox stands. Must not know texts.
 */
import type { OutboxSummary, SessionState, SyncView } from '@/phone/types'
import type { IconName } from '@/ui/components/icons'

export interface Pill {
  tone: 'done' | 'due' | 'over'
  icon: IconName
  /** Keys of the `pill` messages. */
  title: 'delivered' | 'pending' | 'needs-person'
  aside: 'safe-here' | 'after-login' | 'sending' | 'soon' | 'look' | 'late' | 'paused' | 'wifi' | null
}

/** Work that is older than half a shift and still only on one phone is in danger. */
const LATE_MS = 4 * 3600_000

export function pillFor(
  summary: Pick<OutboxSummary, 'pending' | 'needs_person' | 'oldest_at'>,
  sync: Pick<SyncView, 'status' | 'reachable' | 'pause' | 'held_over'>,
  session: SessionState,
  online: boolean,
  now: number,
): Pill {
  if (summary.needs_person > 0) return { tone: 'over', icon: 'alert', title: 'needs-person', aside: 'look' }
  if (summary.pending === 0) return { tone: 'done', icon: 'done', title: 'delivered', aside: null }
  const late = summary.oldest_at !== null && now - summary.oldest_at >= LATE_MS
  const waits = { title: 'pending', ...whyWaiting(sync, session, online) } as const
  return late ? { ...waits, tone: 'over', icon: 'alert', aside: waits.aside === 'sending' ? 'sending' : 'late' } : { ...waits, tone: 'due' }
}

function whyWaiting(
  sync: Pick<SyncView, 'status' | 'reachable' | 'pause' | 'held_over'>,
  session: SessionState,
  online: boolean,
): Pick<Pill, 'icon' | 'aside'> {
  if (!online || !sync.reachable) return { icon: 'no-signal', aside: 'safe-here' }
  if (session !== 'signed-in' || sync.status === 'needs-login') return { icon: 'lock', aside: 'after-login' }
  if (sync.pause !== null) return { icon: 'clock', aside: 'paused' }
  if (sync.status === 'resting' && sync.held_over !== null) return { icon: 'clock', aside: 'wifi' }
  return { icon: 'up', aside: sync.status === 'working' ? 'sending' : 'soon' }
}
