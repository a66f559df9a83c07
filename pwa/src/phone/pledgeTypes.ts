/** What the patrol's screens may ask about pledges; beside `types.ts`, whose manners hold here. */
import type { ShopBreach, ShopCode } from '@/api/pledges'
import type { PledgeKitKept, SaidHere } from '@/storage/pledges'

import type { Observe } from './types'

export type { PledgeKitKept, SaidHere, ShopBreach, ShopCode }

export interface Pledges {
  /** Null before the first one came. */
  observeKit: Observe<PledgeKitKept | null>
  /** Code of the scheme that was chosen last on this phone; null before the first time. */
  observeScheme: Observe<string | null>
  chooseScheme(code: string): Promise<void>
  /** What was said of shops on this phone and the kit does not tell yet, by the shop's id. */
  observeSaid: Observe<Record<string, SaidHere>>
  /** The kit anew. Rejects with a `Failure`. */
  fetch(): Promise<void>
  /** Needs the network, as the next. Rejects with a `Failure`. */
  openBreaches(shopId: string): Promise<ShopBreach[]>
  /** A code that the patrol tells the merchant; the one before it ends. */
  newCode(shopId: string): Promise<ShopCode>
}
