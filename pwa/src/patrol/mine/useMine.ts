/** My reports behind the glass: what became of each, from the mirror at once and from the server when there is one. */
import { computed, onMounted, ref } from 'vue'

import type { Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { ownFigures } from './ownFigures'
import { countByOutcome, isAuthor, mineRows, type Outcome } from './mineRows'

const PAGE = 20

export function useMine(phone: Phone) {
  const reports = useObserved(phone.reports.observe, [])
  const views = useObserved(phone.outbox.observe, [])
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const only = ref<Outcome | null>(null)
  const shownCount = ref(PAGE)
  const refreshing = ref(false)
  /** The last pull did not reach the server: what is shown is from before. */
  const outdated = ref(false)

  const rows = computed(() => mineRows(reports.value, views.value, session.value.person?.id ?? null))
  const counts = computed(() => countByOutcome(rows.value))
  const figures = computed(() => ownFigures(reports.value.filter((report) => isAuthor(report, session.value.person?.id ?? null)), Date.now()))
  const chosen = computed(() => (only.value === null ? rows.value : rows.value.filter((row) => row.outcome === only.value)))
  const shown = computed(() => chosen.value.slice(0, shownCount.value))
  const more = computed(() => chosen.value.length - shown.value.length)

  async function refresh(): Promise<void> {
    refreshing.value = true
    try {
      await phone.reports.refresh()
      outdated.value = false
    } catch {
      outdated.value = true
    } finally {
      refreshing.value = false
    }
  }

  function filter(outcome: Outcome | null): void {
    only.value = outcome
    shownCount.value = PAGE
  }

  const showMore = () => (shownCount.value += PAGE)
  onMounted(refresh)
  return { rows, figures, counts, shown, more, only, refreshing, outdated, refresh, filter, showMore }
}
