/** The list that somebody came from: the desk's list of cases, or what a unit has in hand. */
import { computed } from 'vue'

import type { CaseView } from '@/domain/views'

import { may } from '../session/rights'
import { useSession } from '../session/useSession'
import { useUnitDesk } from '../unit/useUnitDesk'
import { setFilters } from './filters'
import { useCases } from './useCases'

export function useTrail() {
  const { person } = useSession()
  const { items, hasMore, filters } = useCases()
  const { order } = useUnitDesk()
  const ofDesk = computed(() => may(person.value, 'cases'))
  const list = computed<readonly CaseView[]>(() => (ofDesk.value ? items.value : order.value))
  const more = computed(() => ofDesk.value && hasMore.value)
  const back = computed(() => (ofDesk.value ? { path: '/cases', query: setFilters(filters.value) } : { path: '/unit', query: {} }))

  /** Its place in the list, from 1; null when one came from elsewhere. */
  function placeOf(caseNo: string): number | null {
    const place = list.value.findIndex((one) => one.case_no === caseNo)
    return place < 0 ? null : place + 1
  }

  function neighbour(caseNo: string, by: 1 | -1): CaseView | null {
    const place = placeOf(caseNo)
    return place === null ? null : (list.value[place - 1 + by] ?? null)
  }

  return { list, more, back, ofDesk, placeOf, neighbour }
}
