/** How a case's state looks; colour never speaks alone, the word stands beside it. */
import type { IconName } from '@/ui/components/icons'

type Tone = 'plain' | 'act' | 'done' | 'due' | 'over' | 'hold'

const LOOKS: Record<string, [Tone, IconName]> = {
  filed: ['act', 'clock'],
  dispatched: ['act', 'right'],
  claimed: ['act', 'task'],
  disposed: ['act', 'photo'],
  checking: ['act', 'eye'],
  checked: ['done', 'check'],
  rework: ['over', 'undo'],
  suspended: ['hold', 'lock'],
  closed: ['done', 'done'],
  voided: ['hold', 'close'],
}

export const toneOf = (state: string): Tone => LOOKS[state]?.[0] ?? 'plain'
export const iconOf = (state: string): IconName => LOOKS[state]?.[1] ?? 'info'
