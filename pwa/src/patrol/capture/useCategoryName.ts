/** A category's name in the person's language. */
import { useI18n } from 'vue-i18n'

import type { PackCategory } from '@/phone/types'

const BRACKETS = /[\uff08(].*$/

export function useCategoryName(): (category: PackCategory) => string {
  const { locale } = useI18n()
  return ({ name_en: english, name_zh: chinese }) =>
    locale.value === 'en' ? english.charAt(0).toUpperCase() + english.slice(1) : chinese
}

/** As short as a button allows: what stands in brackets is left to the list. */
export function useShortName(): (category: PackCategory) => string {
  const nameOf = useCategoryName()
  return (category) => nameOf(category).replace(BRACKETS, '').trim()
}
