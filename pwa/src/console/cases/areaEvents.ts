/** Reads what a case's history says of areas that changed: from where to where, or which chosen segment came and went. */
import { isRecord, isText } from '@/domain/shapes'
import type { CaseEventView } from '@/domain/views'

import type { Spot } from '../places/areaAnswers'

export interface Move {
  from: Spot
  to: Spot
}

export interface Choice {
  segment: { code: string; name: string | null }
  version: string
}

type Event = Pick<CaseEventView, 'kind' | 'facts'>

export function moveOf({ kind, facts }: Event): Move | null {
  const [from, to] = [spotIn(facts.from), spotIn(facts.to)]
  return kind === 'replaced' && from && to ? { from, to } : null
}

/** Of `choice-ended` and `choice-back`. */
export function choiceOf({ kind, facts }: Event): Choice | null {
  const segment = namedIn(facts.segment)
  return kind.startsWith('choice-') && segment && isText(facts.version) ? { segment, version: facts.version } : null
}

function spotIn(told: unknown): Spot | null {
  if (!isRecord(told)) return null
  const cell = isRecord(told.cell) && isText(told.cell.code) ? { code: told.cell.code } : null
  return { segment: namedIn(told.segment), cell, version: isText(told.version) ? told.version : null }
}

function namedIn(told: unknown): { code: string; name: string | null } | null {
  return isRecord(told) && isText(told.code) ? { code: told.code, name: isText(told.name) ? told.name : null } : null
}
