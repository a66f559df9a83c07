/** What the patrol's screens may ask about papers; beside `types.ts`, whose manners hold here. */
import type { PaperKit } from '@/domain/paper'

import type { Observe } from './types'

export interface Papers {
  /** Null before the first one came. */
  observeKit: Observe<PaperKit | null>
  /** Templates, the basis list and numbers anew. Rejects with a `Failure`. */
  fetch(): Promise<void>
  /** Gives the draft's paper its number; false when none is left. Also without signal. */
  takeNumber(draftId: string): Promise<boolean>
  newId(): string
}
