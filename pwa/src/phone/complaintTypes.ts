/** What the patrol's screens may ask about complaints; beside `types.ts`, whose manners hold here. */
import type { OwnComplaint } from '@/api/own-complaints'
import type { ComplaintKept } from '@/storage/complaints'

import type { Observe } from './types'

export type { ComplaintKept, OwnComplaint }

export interface Complaints {
  /** Not at the office yet. */
  observeWaiting: Observe<ComplaintKept[]>
  /** Resolves once it is on disk, with whether it is at the office already. */
  say(what: { kind: string; text: string; case_no: string; place: string }): Promise<'sent' | 'kept'>
  drop(id: string): Promise<void>
  /** One's own with what was answered. Rejects with a `Failure` without network. */
  list(): Promise<OwnComplaint[]>
}
