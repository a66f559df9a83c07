/** What the patrol's screens may ask about cases; beside `types.ts`, whose manners hold here. */
import type { MoveOrder } from '@/domain/case-work'
import type { Finding, NearbyCase, Suspect } from '@/domain/duplicates'
import type { Looked, PermitHere } from '@/domain/permits'
import type { TaskCase } from '@/domain/tasks'
import type { Counting } from '@/domain/time-plan'

import type { Observe, Unsubscribe } from './types'

export type { PermitHere, Suspect, TaskCase }

/** What this person is to do about cases. Everything but `refresh` and `move` works without signal. */
export interface Tasks {
  /** The most pressing first. */
  observe: Observe<TaskCase[]>
  /** Null once the case asks nothing of this person any more. */
  observeOne(caseNo: string, onChange: (task: TaskCase | null) => void): Unsubscribe
  get(caseNo: string): Promise<TaskCase | null>
  /** How time counts under a plan; through nights and holidays while the city's is not known here. */
  observeCounting: Observe<(plan: string | null | undefined) => Counting>
  /** Open cases of the person's area, whoever reported them. */
  observeNearby: Observe<NearbyCase[]>
  refresh(): Promise<void>
  /** Moves a case at once. Rejects with a Failure (`no-network`, `stale`, `illegal-move`, `not-allowed` …). */
  move(task: Pick<TaskCase, 'case_no' | 'rev'>, order: MoveOrder): Promise<void>
  /** A small picture of a case; null while it is not on this phone. */
  observeThumb(sha256: string, onChange: (picture: Blob | null) => void): Unsubscribe
  /** Address of the larger one for <img>; needs the network. */
  screenUrl(sha256: string): string
  /** Open cases that may be what is being reported, nearest first; none where the catalogue looks for none. */
  suspects(finding: Finding): Promise<Suspect[]>
  /** What is permitted there today, running or not. */
  permits(looked: Looked): Promise<PermitHere[]>
}
