/** A rule as a sentence somebody can read aloud. */
import { computed } from 'vue'

import type { DispatchRule, Fallback } from '@/domain/dispatch'

import { useUnits } from '../cases/useUnits'
import { usePack } from '../map/usePack'
import { useCategories } from '../useCategories'
import { useWords } from '../useWords'

/** So many segments are named; of more than that the first, and how many there are. */
const NAMED = 3

export function useRuleWords() {
  const { t, locale, categoryName, wordFor, segmentName } = useWords()
  const { pack } = usePack()
  const { entry, coverTypes } = useCategories()
  const { nameOf } = useUnits()
  const list = (words: string[]) => words.join(t('move.comma'))

  const named = computed(() => new Map((pack.value?.segments ?? []).map((one) => [one.code, segmentName(one) ?? one.code])))

  function segments(codes: readonly string[]): string {
    const names = list(codes.slice(0, NAMED).map((code) => named.value.get(code) ?? code))
    return codes.length > NAMED ? t('dispatchRules.someSegments', { names, n: codes.length }) : names
  }

  function conditions(rule: DispatchRule): string[] {
    const { hours } = rule
    const said: (string | null)[] = [
      rule.categories.length ? t('dispatchRules.categories', { names: list(rule.categories.map((slug) => categoryName(slug, entry(slug)))) }) : null,
      rule.groups.length ? t('dispatchRules.groups', { names: list(rule.groups.map((group) => wordFor('group', group, 'group.other'))) }) : null,
      rule.ownership ? t('dispatchRules.ownership', { name: typeName(rule.ownership) }) : null,
      rule.segments.length ? t('dispatchRules.segments', { names: segments(rule.segments) }) : null,
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
  function fallback({ segments: codes, cells, street, unit }: Fallback): string {
    const place = list([...(street ? [street] : []), ...(codes.length ? [segments(codes)] : []), ...cells]) || t('dispatchRules.everywhere')
    return t('dispatchRules.fallback', { place, unit: nameOf(unit) })
  }
  return { sentence, goes, fallback, typeName }
}
