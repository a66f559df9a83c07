/** A rule as a sentence somebody can read aloud. */
import type { DispatchRule, Fallback } from '@/domain/dispatch'

import { useUnits } from '../cases/useUnits'
import { useCategories } from '../useCategories'
import { useWords } from '../useWords'

export function useRuleWords() {
  const { t, locale, categoryName, wordFor } = useWords()
  const { entry, coverTypes } = useCategories()
  const { nameOf } = useUnits()
  const list = (words: string[]) => words.join(t('move.comma'))

  function conditions(rule: DispatchRule): string[] {
    const { hours } = rule
    const said: (string | null)[] = [
      rule.categories.length ? t('dispatchRules.categories', { names: list(rule.categories.map((slug) => categoryName(slug, entry(slug)))) }) : null,
      rule.groups.length ? t('dispatchRules.groups', { names: list(rule.groups.map((group) => wordFor('group', group, 'group.other', {}))) }) : null,
      rule.ownership ? t('dispatchRules.ownership', { name: typeName(rule.ownership) }) : null,
      rule.segments.length ? t('dispatchRules.segments', { names: list(rule.segments) }) : null,
      rule.cells.length ? t('dispatchRules.cells', { names: list(rule.cells) }) : null,
      rule.street ? t('dispatchRules.street', { name: rule.street }) : null,
      rule.zones.length ? t('dispatchRules.zones') : null,
      hours ? t('dispatchRules.hours', { days: hours.days.length ? list(hours.days.map((day) => t(`dispatchRules.day.${day}`))) : t('dispatchRules.everyDay'), from: hours.from, to: hours.to }) : null,
    ]
    const known = said.filter((one) => one !== null)
    return known.length ? known : [t('dispatchRules.any')]
  }

  function typeName(slug: string): string {
    const type = coverTypes.value.find((one) => one.slug === slug)
    return (locale.value === 'en' ? type?.name_en : type?.name_zh) ?? slug
  }

  const goes = (rule: DispatchRule) => t(rule.on_duty ? 'dispatchRules.goesDuty' : 'dispatchRules.goes', { unit: nameOf(rule.unit) })
  const sentence = (rule: DispatchRule) => t('dispatchRules.if', { conditions: conditions(rule).join(t('dispatchRules.and')), goes: goes(rule) })
  function fallback({ segments, cells, street, unit }: Fallback): string {
    const place = list([...(street ? [street] : []), ...segments, ...cells]) || t('dispatchRules.everywhere')
    return t('dispatchRules.fallback', { place, unit: nameOf(unit) })
  }
  return { sentence, goes, fallback, typeName }
}
