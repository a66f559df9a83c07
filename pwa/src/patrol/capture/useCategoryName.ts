/** A category's name in the person's language. */
import { useI18n } from 'vue-i18n'

import type { PackCategory } from '@/phone/types'

const BRACKETS = /[\uff08(].*$/

export function useCategoryName(): (category: PackCategory) => string {
  const { locale } = useI18n()
  return ({ name_en: english, name_zh: chinese }) =>
    locale.value === 'en' ? english.charAt(0).toUpperCase() + english.slice(1) : chinese
}

/** As short as a button allows: the catalogue's short name, else the name without what stands in brackets. */
export function useShortName(): (category: PackCategory) => string {
  const { locale } = useI18n()
  const nameOf = useCategoryName()
  return (category) => {
    const short = locale.value === 'en' ? category.short_en : category.short_zh
    return typeof short === 'string' && short !== '' ? short : nameOf(category).replace(BRACKETS, '').trim()
  }
}
