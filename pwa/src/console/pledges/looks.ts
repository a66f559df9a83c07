/** How pledges and breaches look in lists: a tone and a sign for each standing. */
import type { BreachState } from '@/domain/breach-ledger'
import type { ShopRow, Standing } from '@/domain/shop-register'
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'

export interface Look {
  tone: Tone
  icon: IconName
}

export const STANDING_LOOKS: Record<Standing, Look> = {
  signed: { tone: 'due', icon: 'edit' },
  confirmed: { tone: 'act', icon: 'document' },
  active: { tone: 'done', icon: 'check' },
  expiring: { tone: 'due', icon: 'clock' },
  expired: { tone: 'over', icon: 'alert' },
  superseded: { tone: 'hold', icon: 'close' },
  terminated: { tone: 'hold', icon: 'close' },
}

/** What the ledger says of a shop, the most pressing first. */
export type Said = Standing | 'closed' | 'resign' | 'refused' | 'none'

const BESIDE: Record<Exclude<Said, Standing>, Look> = {
  closed: { tone: 'hold', icon: 'close' },
  resign: { tone: 'due', icon: 'edit' },
  refused: { tone: 'over', icon: 'close' },
  none: { tone: 'plain', icon: 'edit' },
}

export function saidOf({ status, resign_by, refused, pledge }: Pick<ShopRow, 'status' | 'resign_by' | 'refused' | 'pledge'>): Said {
  if (status === 'closed') return 'closed'
  if (pledge && resign_by) return 'resign'
  if (pledge && pledge.standing !== 'superseded' && pledge.standing !== 'terminated') return pledge.standing
  return refused ? 'refused' : (pledge?.standing ?? 'none')
}

/** Whether somebody should call at the shop and have it sign. */
export const isToSign = (one: ShopRow) => ['resign', 'none', 'refused', 'expiring', 'expired', 'terminated'].includes(saidOf(one))

export const lookOf = (said: Said): Look => (said in BESIDE ? BESIDE[said as keyof typeof BESIDE] : STANDING_LOOKS[said as Standing])

export const BREACH_LOOKS: Record<BreachState, Look> = {
  open: { tone: 'due', icon: 'clock' },
  'handed-in': { tone: 'act', icon: 'photo' },
  closed: { tone: 'done', icon: 'check' },
  escalated: { tone: 'over', icon: 'flag' },
  void: { tone: 'hold', icon: 'close' },
}
