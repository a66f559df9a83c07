/** How states of papers, numbers and issues look. */
import type { PaperState } from '@/api/notices'
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'

type Look = { tone: Tone; icon: IconName }

export const PAPER_LOOKS: Record<PaperState, Look> = {
  draft: { tone: 'plain', icon: 'edit' },
  issued: { tone: 'due', icon: 'clock' },
  served: { tone: 'act', icon: 'check' },
  answered: { tone: 'act', icon: 'info' },
  reviewed: { tone: 'done', icon: 'check' },
  archived: { tone: 'done', icon: 'done' },
  voided: { tone: 'hold', icon: 'close' },
}

export const NUMBER_LOOKS: Record<'reserved' | 'used' | 'void', Look> = {
  reserved: { tone: 'plain', icon: 'clock' },
  used: { tone: 'done', icon: 'check' },
  void: { tone: 'hold', icon: 'close' },
}

/** In these somebody still has to do something. */
const OPEN: readonly PaperState[] = ['issued', 'served', 'answered']

export function isOverdue(paper: { state: PaperState; deadline: string }, now: Date): boolean {
  return OPEN.includes(paper.state) && new Date(paper.deadline) < now
}
