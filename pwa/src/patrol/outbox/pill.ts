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
  aside: 'safe-here' | 'after-login' | 'sending' | 'soon' | 'look' | null
}

export function pillFor(
  summary: OutboxSummary,
  sync: Pick<SyncView, 'status' | 'reachable'>,
  session: SessionState,
  online: boolean,
): Pill {
  if (summary.needs_person > 0) return { tone: 'over', icon: 'alert', title: 'needs-person', aside: 'look' }
  if (summary.pending === 0) return { tone: 'done', icon: 'done', title: 'delivered', aside: null }
  if (!online || !sync.reachable) return { tone: 'due', icon: 'no-signal', title: 'pending', aside: 'safe-here' }
  if (session !== 'signed-in' || sync.status === 'needs-login') {
    return { tone: 'due', icon: 'lock', title: 'pending', aside: 'after-login' }
  }
  return { tone: 'due', icon: 'up', title: 'pending', aside: sync.status === 'working' ? 'sending' : 'soon' }
}
