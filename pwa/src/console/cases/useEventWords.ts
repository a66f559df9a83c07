/** What the machine did, as sentences: a title for each kind of event, and what its facts tell. Knows the message files. */
import { isRecord, isText } from '@/domain/shapes'

import { useWords } from '../useWords'
import { factsOf } from './eventFacts'
import { useUnits } from './useUnits'

export function useEventWords() {
  const { t, te, moment, limitText, wordFor } = useWords()
  const { nameOf } = useUnits()

  function title(kind: string): string {
    const key = [`event.${kind}`, `lifecycle.event.${kind}`].find((known) => te(known))
    return key ? t(key) : t('event.other', { kind })
  }

  const unitName = (told: unknown) => (isRecord(told) ? (isText(told.name) ? told.name : nameOf(String(told.code ?? ''))) : nameOf(String(told)))

  /** Everything the facts of an event say, a sentence for each; nothing for what this release does not know. */
  function details(kind: string, facts: Record<string, unknown>): string[] {
    const known = factsOf(facts)
    const said: string[] = []
    const units = known.co_units.map(unitName).join(t('move.comma'))
    if (known.unit !== null) said.push(units ? t('said.units', { unit: unitName(known.unit), others: units }) : t('said.unit', { unit: unitName(known.unit) }))
    else if (units) said.push(t('said.called', { units }))
    if (known.by_itself) said.push(wordFor('said.byItself', known.by_itself))
    if (known.rule !== null) said.push(t('said.rule', { n: known.rule }))
    if (known.person) said.push(t('said.person', { person: known.person }))
    if (known.request_kind) said.push(t('said.requestOf', { kind: wordFor('request.kind', known.request_kind, 'request.kind.other', { kind: known.request_kind }) }))
    if (known.limit && known.due_at) said.push(t('said.due', { limit: limitText(known.limit), at: moment(known.due_at) }))
    else if (known.due_at) said.push(t('said.dueOnly', { at: moment(known.due_at) }))
    if (known.rework_due_at) said.push(t('said.rework', { at: moment(known.rework_due_at) }))
    if (known.wanted) said.push(t('said.wanted', { limit: limitText(known.wanted) }))
    if (known.resume_on) said.push(t('said.resumes', { day: known.resume_on }))
    if (known.reply_by) said.push(t(kind === 'blow-whistle' ? 'said.arriveBy' : 'said.replyBy', { at: moment(known.reply_by) }))
    if (known.campaign) said.push(t('said.campaign', { campaign: known.campaign }))
    for (const step of known.steps) said.push(t('said.step-done', { step: wordFor('limit.stage', step, 'limit.unknownStage', { step }) }))
    if (known.waits_for) said.push(t('said.waitsFor', { level: wordFor('request.level', known.waits_for) }))
    if (known.draw) said.push(wordFor('said.draw', known.draw.why === 'drawn' ? (known.draw.checked ? 'drawn' : 'spared') : known.draw.why))
    if (known.note) said.push(known.note)
    if (kind.startsWith('notice-') && isText(facts.number)) said.push(facts.number)
    if (known.verb && kind === 'reply-kept') said.push(kept(known.verb, known.why))
    return said
  }


  function kept(verb: string, why: string | null): string {
    const name = wordFor('verb', verb, 'verb.other', { verb })
    return why ? t('said.kept', { verb: name, why: wordFor('said.why', why) }) : t('said.keptPlain', { verb: name })
  }

  /** A reason in its author's words, or the words of one that is chosen from a list. */
  const reason = (text: string) => wordFor('move.words', text)

  return { title, details, reason }
}
