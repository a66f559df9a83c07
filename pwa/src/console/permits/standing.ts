/** How a permit stands on a day of the city's calendar. Pure. */
import type { PermitFields } from '@/domain/permit-register'
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'
import type { Mark } from '@/ui/map/marks'

export const STANDINGS = ['running', 'planned', 'ended'] as const
export type Standing = (typeof STANDINGS)[number]

export const LOOKS: Record<Standing, { tone: Tone; icon: IconName; mark: Mark }> = {
  running: { tone: 'act', icon: 'check', mark: 'moved' },
  planned: { tone: 'plain', icon: 'clock', mark: 'was' },
  ended: { tone: 'hold', icon: 'close', mark: 'same' },
}

export function standingOf({ from, to }: Pick<PermitFields, 'from' | 'to'>, today: string): Standing {
  if (from > today) return 'planned'
  return to !== null && to < today ? 'ended' : 'running'
}
