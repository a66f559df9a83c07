/** Looks for what a report may repeat: what the server holds near it, else pending ones at hand, or a case by its number. */
import { computed, ref, shallowRef } from 'vue'

import type { ReportView } from '@/domain/views'

import { pointOf } from '../map/pointOf'
import { casesApi, reportsApi } from '../server'
import { useSession } from '../session/useSession'
import { inOrder, rankTwins, TWIN_RADIUS_M, twinOfCase, twinOfReport, type Twin } from './twins'

export function useTwins(report: ReportView, pending: ReportView[]) {
  const { guarded } = useSession()
  const here = pointOf(report.position)
  const found = shallowRef<Twin[]>([])
  const byNumber = shallowRef<Twin | null>(null)
  const searching = ref(true)
  const failure = shallowRef<unknown>(null)
  const notFound = ref(false)
  const pictures = shallowRef(new Map<string, ReportView>())
  /** Within how many metres and days was looked; no days where only what is at hand was. */
  const within = ref({ metres: TWIN_RADIUS_M, days: 0 })
  const twins = computed(() => {
    const extra = byNumber.value
    return extra ? [extra, ...found.value.filter((twin) => twin.report_id !== extra.report_id)] : found.value
  })

  async function look(): Promise<void> {
    searching.value = true
    failure.value = null
    try {
      const near = await guarded(() => reportsApi.nearby(report.id))
      found.value = inOrder(near.items)
      within.value = { metres: near.radius_m, days: near.days }
    } catch (error) {
      failure.value = error
      found.value = rankTwins(report, pending.filter((other) => other.category === report.category).map((other) => twinOfReport(other, here)))
    } finally {
      searching.value = false
    }
  }

  /** Adds a case by its number, wherever it lies. */
  async function find(number: string): Promise<void> {
    notFound.value = false
    try {
      byNumber.value = twinOfCase(await guarded(() => casesApi.get(number)), here)
    } catch {
      notFound.value = true
    }
  }

  /** The report behind a twin, for its pictures; fetched once. */
  async function picture(twin: Twin): Promise<void> {
    if (pictures.value.has(twin.report_id)) return
    const known = pending.find((other) => other.id === twin.report_id)
    const other = known ?? (await guarded(() => reportsApi.get(twin.report_id)).catch(() => null))
    if (other) pictures.value = new Map(pictures.value).set(twin.report_id, other)
  }

  return { twins, within, searching, failure, notFound, pictures, look, find, picture }
}
