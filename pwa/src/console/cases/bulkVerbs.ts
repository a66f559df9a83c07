/** Which moves can be ordered of several cases at once, and as which of them asks it. Pure. */
import type { MoveView } from '@/domain/case-work'
import type { CaseView } from '@/domain/views'

/** What can be ordered of several cases with the same words. */
export const BULK_VERBS = ['redispatch', 'supervise', 'tag'] as const
export type BulkVerb = (typeof BULK_VERBS)[number]

/** The move as the first of the chosen has it for whom it is legal. */
export function bulkMove(chosen: readonly CaseView[], verb: BulkVerb): { found: CaseView; move: MoveView } | null {
  for (const found of chosen) {
    const move = found.moves?.find((one) => one.verb === verb)
    if (move) return { found, move }
  }
  return null
}
