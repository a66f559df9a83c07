/** The catalogue on this phone, and the eight buttons that fit this segment and this patrol. */
import { computed, onMounted, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { PackCategory, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { likelyCategories, type PastReport } from './categoryOrder'
import { useShortName } from './useCategoryName'

export interface Categories {
  all: Readonly<ShallowRef<readonly PackCategory[]>>
  /** Short names in the person's language; the slug where the catalogue no longer has it. */
  nameOf: (slug: string | null) => string
  find: (slug: string | null) => PackCategory | undefined
}

export function useCategories(phone: Pick<Phone, 'places'>): Categories {
  const { t } = useI18n()
  const shortName = useShortName()
  const pack = useObserved(phone.places.observe, null)
  const all = shallowRef<readonly PackCategory[]>([])
  const load = async () => (all.value = (await phone.places.categories()).filter((one) => one.enabled !== false))
  onMounted(load)
  watch(pack, load)

  const bySlug = computed(() => new Map(all.value.map((category) => [category.slug, category])))
  const find = (slug: string | null) => (slug === null ? undefined : bySlug.value.get(slug))

  function nameOf(slug: string | null): string {
    if (slug === null) return t('category.none')
    const category = find(slug)
    return category ? shortName(category) : slug
  }
  return { all, nameOf, find }
}

/**
 * Buttons for this segment. A report counts once, in the outbox or in the mirror, so sending one does not move the
 * buttons under a finger already on its way.
 */
export function useLikelyCategories(
  phone: Pick<Phone, 'reports' | 'outbox'>,
  all: Readonly<ShallowRef<readonly PackCategory[]>>,
  segment: () => string | null,
): ComputedRef<PackCategory[]> {
  const mirrored = useObserved(phone.reports.observe, [])
  const queued = useObserved(phone.outbox.observe, [])

  function past(): PastReport[] {
    const known = new Set(mirrored.value.map((report) => report.id))
    return [
      ...mirrored.value.map(({ category, placement }) => ({ category, segment: placement?.segment?.name ?? null })),
      ...queued.value
        .filter((view) => !known.has(view.id))
        .map(({ category, segment_name }) => ({ category, segment: segment_name })),
    ]
  }
  return computed(() => likelyCategories(all.value, past(), segment()))
}
