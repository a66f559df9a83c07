/** The settings in sentences: what a value says, and what a change from one to the other says. */
import { STAGES, type HandlingSettings } from '@/domain/handling-settings'

import { useCategories } from '../useCategories'
import { useWords } from '../useWords'
import { bodyOf, differing, type Field } from './fields'

export function useSettingWords() {
  const { t, categoryName, moment } = useWords()
  const { entry } = useCategories()
  const name = (slug: string) => categoryName(slug, entry(slug))
  const list = (words: string[]) => (words.length ? words.join(t('move.comma')) : t('handling-settings.none'))
  const title = (field: Field) => t(`handling-settings.field.${field}`)

  function value(field: Field, one: HandlingSettings): string {
    switch (field) {
      case 'separate_filing':
      case 'green_channel':
        return t(one[field] ? 'handling-settings.on' : 'handling-settings.off')
      case 'auto_close':
      case 'seven_days_exempt':
        return list(one[field].map(name))
      case 'sampled':
        return list(Object.entries(one.sampled).map(([slug, percent]) => t('handling-settings.percentOf', { name: name(slug), n: percent })))
      case 'stages':
        return list(STAGES.flatMap((stage) => (one.stages[stage] ? [stageWords(stage, one)] : [])))
      case 'snow_stopped_at':
        return one.snow_stopped_at ? moment(one.snow_stopped_at) : t('handling-settings.noSnow')
    }
  }

  function stageWords(stage: string, one: HandlingSettings): string {
    const [normal, urgent] = one.stages[stage] ?? [0, 0]
    return t('handling-settings.stageWords', { name: t(`handling-settings.stage.${stage}`), normal, urgent })
  }

  /** One sentence for each field that differs. */
  function sentences(before: HandlingSettings, after: HandlingSettings): string[] {
    return differing(before, after).map((field) => t('handling-settings.changeOf', { field: title(field), before: value(field, shown(field, after, before)), after: value(field, shown(field, before, after)) }))
  }

  /** Of the stages of `one` only those that the other version has otherwise. */
  function shown(field: Field, other: HandlingSettings, one: HandlingSettings): HandlingSettings {
    if (field !== 'stages') return one
    const stages = Object.fromEntries(Object.entries(one.stages).filter(([stage, pair]) => String(pair) !== String(other.stages[stage])))
    return bodyOf({ ...one, stages })
  }

  return { title, value, sentences, name }
}
