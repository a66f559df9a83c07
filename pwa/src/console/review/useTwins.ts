/** Looks for what a report may repeat: pending ones at hand, cases of the same category, or a case by its number. */
import { computed, ref, shallowRef } from 'vue'

import type { ReportView } from '@/domain/views'

import { pointOf } from '../map/pointOf'
import { casesApi, reportsApi } from '../server'
import { useSession } from '../session/useSession'
import { rankTwins, twinOfCase, twinOfReport, type Twin } from './twins'

/** The newest cases of a category; an older one is hardly the same heap of rubbish. */
const LOOKED_AT = 100

export function useTwins(report: ReportView, pending: ReportView[]) {
  const { guarded } = useSession()
  const here = pointOf(report.position)
  const found = shallowRef<Twin[]>([])
  const byNumber = shallowRef<Twin | null>(null)
  const searching = ref(true)
  const failure = shallowRef<unknown>(null)
  const notFound = ref(false)
  const pictures = shallowRef(new Map<string, ReportView>())
  const twins = computed(() => {
    const near = rankTwins(report, found.value)
    const extra = byNumber.value
    return extra ? [extra, ...near.filter((twin) => twin.report_id !== extra.report_id)] : near
  })

  async function look(): Promise<void> {
    searching.value = true
    failure.value = null
    try {
      found.value = [...(await ofCases()), ...samePending(), ...(await suspected())]
    } catch (error) {
      failure.value = error
      found.value = samePending()
    } finally {
      searching.value = false
    }
  }

  function samePending(): Twin[] {
    return pending.filter((other) => other.category === report.category).map((other) => twinOfReport(other, here))
  }

  async function ofCases(): Promise<Twin[]> {
    if (!report.category) return []
    const page = await guarded(() => casesApi.list({ category: report.category ?? '', limit: LOOKED_AT }))
    return page.items.map((one) => twinOfCase(one, here))
  }

  async function suspected(): Promise<Twin[]> {
    const id = report.similar_to
    if (!id) return []
    const other = await guarded(() => reportsApi.get(id)).catch(() => null)
    return other && other.status === 'pending' ? [twinOfReport(other, here)] : []
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

  return { twins, searching, failure, notFound, pictures, look, find, picture }
}
