/** A category's name as short as a button allows: what stands in brackets is left to the list. */
import { useI18n } from 'vue-i18n'

import type { PackCategory } from '@/phone/types'

const BRACKETS = /[\uff08(].*$/

export function useShortName(): (category: PackCategory) => string {
  const { locale } = useI18n()
  return (category) => (locale.value === 'en' ? category.name_en : category.name_zh).replace(BRACKETS, '').trim()
}
