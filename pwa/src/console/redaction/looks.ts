/** How the states of a redaction look; the word always stands beside. */
import type { RedactionState } from '@/domain/redaction'
import type { IconName } from '@/ui/components/icons'
import type { Tone } from '@/ui/components/StateTag.vue'

const LOOKS: Record<RedactionState, { tone: Tone; icon: IconName }> = {
  pending: { tone: 'due', icon: 'clock' },
  'none-needed': { tone: 'plain', icon: 'check' },
  done: { tone: 'done', icon: 'no-eye' },
}

export const toneOf = (state: RedactionState): Tone => LOOKS[state].tone
export const iconOf = (state: RedactionState): IconName => LOOKS[state].icon
