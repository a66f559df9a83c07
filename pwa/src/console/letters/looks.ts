/** How a letter's state looks; its words are in the message files. */
import type { LetterState } from '@/domain/letters'
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'

export const LETTER_LOOKS: Record<LetterState, { tone: Tone; icon: IconName }> = {
  draft: { tone: 'plain', icon: 'edit' },
  open: { tone: 'act', icon: 'clock' },
  overdue: { tone: 'over', icon: 'alert' },
  answered: { tone: 'done', icon: 'done' },
  voided: { tone: 'hold', icon: 'close' },
}
