/** Who has come to a whistle, and how long it took. Pure. */
import type { CalledUnit, Whistle } from '@/domain/case-work'
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'

export const STANDINGS = ['open', 'overdue', 'ended'] as const
export type Standing = (typeof STANDINGS)[number]
export const WHISTLE_KINDS = ['street', 'chief'] as const

export const WHISTLE_LOOKS: Record<Standing, { tone: Tone; icon: IconName }> = {
  open: { tone: 'due', icon: 'clock' },
  overdue: { tone: 'over', icon: 'alert' },
  ended: { tone: 'done', icon: 'done' },
}

export const comeOf = ({ units }: Pick<Whistle, 'units'>) => units.filter(({ arrived_at: at }) => at !== null).length

/** As the server lists it: open, open with somebody late, or over. */
export function standingOf(whistle: Pick<Whistle, 'ended_at' | 'arrive_by' | 'units'>, now: number): Standing {
  if (whistle.ended_at) return 'ended'
  const over = whistle.arrive_by !== undefined && whistle.arrive_by !== null && Date.parse(whistle.arrive_by) < now
  return over && comeOf(whistle) < whistle.units.length ? 'overdue' : 'open'
}

export type Arrival = 'here' | 'late' | 'away' | 'absent' | 'coming'

/** How a called unit stands: came in time or late, is overdue, did not come before it was over, or still has time. */
export function arrivalOf(unit: CalledUnit, whistle: Pick<Whistle, 'ended_at' | 'arrive_by'>, now: number): Arrival {
  const by = Date.parse(whistle.arrive_by ?? '')
  if (unit.arrived_at !== null) return Date.parse(unit.arrived_at) > by ? 'late' : 'here'
  if (whistle.ended_at) return 'absent'
  return by < now ? 'away' : 'coming'
}

/** Minutes from the whistle to the arrival, whole and never negative; null for who has not come. */
export function minutesTaken(unit: Pick<CalledUnit, 'arrived_at'>, whistle: Pick<Whistle, 'at'>): number | null {
  if (unit.arrived_at === null) return null
  return Math.max(0, Math.round((Date.parse(unit.arrived_at) - Date.parse(whistle.at)) / 60_000))
}
