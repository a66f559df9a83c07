/** What exactly a report is about, in words: the shop, the kind of cover, the masked numbers. */
import { computed, type Ref } from 'vue'

import type { ReportView } from '@/domain/views'

import { usePack } from './map/usePack'
import { useCategories } from './useCategories'
import { useWords } from './useWords'

export function useSubject(report: Ref<ReportView | null>) {
  const { t, locale } = useWords()
  const { pack } = usePack()
  const { coverTypes } = useCategories()

  function shop(): string | null {
    const id = report.value?.subject?.shop_id
    if (!id) return null
    const known = pack.value?.shops.find((one) => one.id === id)
    return known ? [known.name, known.door].filter(Boolean).join(' · ') : t('subject.unknownShop')
  }

  function cover(): string | null {
    const type = report.value?.subject?.asset_type
    if (!type) return null
    // A phone names a cover by its code or its slug.
    const known = coverTypes.value.find((one) => one.slug === type || one.matter_code === type)
    return (locale.value === 'en' ? known?.name_en : known?.name_zh) ?? type
  }

  function numbers(): string | null {
    const found = report.value?.subject?.phone_numbers ?? []
    return found.length > 0 ? t('subject.numbers', { numbers: found.join(' ') }) : null
  }

  return computed(() => [shop(), cover(), numbers()].filter((words) => words !== null))
}
