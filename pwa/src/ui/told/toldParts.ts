/** What of a message is said in words: its kind with the slots of its sentence, and the details worth a line. Knows no language. */
import type { MessageView } from '@/domain/messages'

/** Facts in the order they are said. */
export const DETAILS = ['outcome', 'request', 'step', 'category', 'place', 'segment', 'unit', 'due_at', 'reply_by', 'resume_on', 'starts_at', 'ends_at', 'reason'] as const
export type Detail = (typeof DETAILS)[number]
export const MOMENTS: readonly string[] = ['due_at', 'reply_by', 'starts_at', 'ends_at']

export interface ToldParts {
  kind: string
  slots: Record<string, string>
  details: { name: Detail; value: string }[]
}

const NOTHING = '—'

export function toldParts({ kind, case_no, facts }: Pick<MessageView, 'kind' | 'case_no' | 'facts'>): ToldParts {
  const text = (name: string) => (typeof facts[name] === 'string' || typeof facts[name] === 'number' ? String(facts[name]) : '')
  const slots = { case_no: case_no ?? NOTHING, number: text('number') || NOTHING, count: text('count') || NOTHING, kind }
  const details = DETAILS.map((name) => ({ name, value: text(name) })).filter(({ value }) => value !== '')
  return { kind, slots, details }
}
