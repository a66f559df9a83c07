/** Sentences for entries of the log. Knows the message files; must not know where entries come from. */
import type { LogEntry } from '@/domain/log'

import { useWords } from '../useWords'

/** What else an entry tells that has words: its fact, and the group of messages the fact's word belongs to. */
const TOLD: Record<string, { fact: string; group: string }> = {
  verdict: { fact: 'verdict', group: 'audit.verdict' },
  'verdict-undone': { fact: 'verdict', group: 'audit.verdict' },
  'case-event': { fact: 'kind', group: 'event' },
  quarantined: { fact: 'reason', group: 'quarantine.why' },
  'quarantine-settled': { fact: 'outcome', group: 'quarantine.outcome' },
  'right-given': { fact: 'role', group: 'role' },
  'right-taken': { fact: 'role', group: 'role' },
  'areas-activated': { fact: 'layer', group: 'audit.layer' },
  'areas-uploaded': { fact: 'layer', group: 'audit.layer' },
}
const SHOWN = 13

export function useLogWords() {
  const words = useWords()
  const { t, wordFor } = words

  const actionName = (action: string) => wordFor('audit.action', action, 'audit.unknownAction', { action })
  const kindName = (kind: string) => wordFor('audit.kind', kind, 'audit.unknownKind', { kind })

  /** What an entry tells beyond its action, in words; empty for nothing. */
  function detail(entry: LogEntry): string {
    if (entry.action === 'packet-made') return entry.facts.outside === true ? t('audit.outside') : ''
    const told = TOLD[entry.action]
    const word = told && entry.facts[told.fact]
    return typeof word === 'string' && told ? wordFor(told.group, word) : ''
  }

  /** A number people know in full, anything else by its beginning. */
  function idShown(entry: LogEntry, people: Record<string, string>): string {
    if (entry.object_kind === 'person') return people[entry.object_id] ?? entry.object_id.slice(0, SHOWN)
    return entry.object_id.length > 24 ? `${entry.object_id.slice(0, SHOWN)}…` : entry.object_id
  }

  return { ...words, actionName, kindName, detail, idShown }
}
