/** The server's reasoning as sentences; a word this release does not know is shown as it is. */
import type { BoardItem, Why } from '@/domain/dispatch'

import { useUnits } from '../cases/useUnits'
import { useCategories } from '../useCategories'
import { useWords } from '../useWords'

/** These speak against the suggestion. */
const DOUBTS: readonly string[] = ['conflict', 'retired', 'no-rule', 'last-resort', 'nowhere', 'nobody-on-duty']

export function useWhy() {
  const { t, te, locale, categoryName, segmentName, wordFor } = useWords()
  const { entry, coverTypes } = useCategories()
  const { nameOf } = useUnits()

  function sentence({ word, facts }: Why, item: BoardItem): string {
    if (!te(`dispatchWhy.${word}`)) return t('dispatchWhy.other', { word })
    return t(`dispatchWhy.${word}`, { rule: item.suggestion.rule ?? '', ...slots(facts, item) })
  }

  function slots(facts: Record<string, unknown>, { case: one }: BoardItem): Record<string, string> {
    const said = (name: string, value: unknown): string => {
      if (Array.isArray(value)) return value.map((part) => said(name, part)).join(t('move.comma'))
      if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
      const text = String(value ?? '')
      return NAMED[name]?.(text, one.segment) ?? text
    }
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, said(name, value)]))
  }

  const NAMED: Record<string, (code: string, segment: { code: string; name: string | null } | null) => string> = {
    category: (slug) => categoryName(slug, entry(slug)),
    group: (group) => wordFor('group', group, 'group.other'),
    ownership: typeName,
    segment: (code, segment) => (segment?.code === code ? segmentName(segment) : null) ?? code,
    unit: nameOf,
    units: nameOf,
  }

  function typeName(slug: string): string {
    const type = coverTypes.value.find((one) => one.slug === slug)
    return (locale.value === 'en' ? type?.name_en : type?.name_zh) ?? slug
  }

  const isDoubt = ({ word }: Why) => DOUBTS.includes(word)
  return { sentence, isDoubt }
}
