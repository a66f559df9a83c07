/** Reads the facts of an event of a case: what this release has a sentence for, null for the rest. */
import type { Wanted } from '@/domain/case-work'
import { isRecord, isText } from '@/domain/shapes'

export interface EventFacts {
  unit: unknown
  co_units: unknown[]
  person: string | null
  request_kind: string | null
  limit: Wanted | null
  due_at: string | null
  rework_due_at: string | null
  wanted: Wanted | null
  resume_on: string | null
  reply_by: string | null
  campaign: string | null
  note: string | null
  verb: string | null
  why: string | null
  /** Number of the rule that a dispatch followed, counted from 1. */
  rule: number | null
  by_itself: string | null
  steps: string[]
  waits_for: string | null
  draw: { checked: boolean; why: string } | null
}

export function factsOf(facts: Record<string, unknown>): EventFacts {
  const text = (name: string) => (isText(facts[name]) ? facts[name] : null)
  return {
    unit: namedOf(facts.unit),
    co_units: Array.isArray(facts.co_units) ? facts.co_units : [],
    person: isRecord(facts.person) && isText(facts.person.name) ? facts.person.name : null,
    request_kind: text('request_kind'),
    limit: lengthOf(facts.limit),
    // `due_at` of an event is the end of the desk's own stage, which its author knew.
    due_at: text('ends_at'),
    rework_due_at: text('rework_due_at'),
    wanted: lengthOf(facts.wanted),
    resume_on: text('resume_on'),
    reply_by: text('reply_by'),
    campaign: text('campaign'),
    note: text('note'),
    verb: text('verb'),
    why: text('why'),
    rule: typeof facts.rule === 'number' ? facts.rule : null,
    by_itself: text('by_itself'),
    steps: Array.isArray(facts.steps) ? facts.steps.filter(isText) : [],
    waits_for: text('waits_for'),
    draw: isRecord(facts.draw) && typeof facts.draw.checked === 'boolean' && isText(facts.draw.why) ? { checked: facts.draw.checked, why: facts.draw.why } : null,
  }
}

function namedOf(told: unknown): unknown {
  return isText(told) || (isRecord(told) && isText(told.code)) ? told : null
}

function lengthOf(told: unknown): Wanted | null {
  return isRecord(told) && typeof told.value === 'number' && isText(told.unit) ? { value: told.value, unit: told.unit } : null
}
