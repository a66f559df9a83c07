/** Whole telephone numbers of a case: asked for one by one, because every look is logged. */
import { computed, shallowRef, watch, type Ref } from 'vue'

import type { UnmaskedReport } from '@/domain/redaction'
import type { CaseView, ReportView } from '@/domain/views'

import { guardedRedaction } from './useRedaction'

const MASK = '****'
const holdsMask = (value: unknown) => JSON.stringify(value ?? null).includes(MASK)

export interface Numbers {
  report: UnmaskedReport | null
  /** Of the case's timeline. */
  reasons: string[]
}

export function useNumbers(found: Ref<CaseView>, report: Ref<ReportView | null>) {
  const shown = shallowRef<Numbers | null>(null)
  const failure = shallowRef<unknown>(null)
  const inReport = computed(() => holdsMask([report.value?.note, report.value?.subject, report.value?.verdict?.reason]))
  const inReasons = computed(() => holdsMask(found.value.events.map((event) => event.reason)))
  const masked = computed(() => inReport.value || inReasons.value)
  watch(() => found.value.case_no, hide)

  function hide(): void {
    shown.value = null
    failure.value = null
  }

  /** Only what has something masked in it is asked for. */
  async function reveal(): Promise<void> {
    const { case_no: no } = found.value
    hide()
    try {
      const told = inReport.value && report.value ? await guardedRedaction.unmasked(report.value.id) : null
      const reasons = inReasons.value ? await guardedRedaction.unmaskedReasons(no) : []
      if (found.value.case_no === no) shown.value = { report: told, reasons: reasons.filter((one) => one !== null) }
    } catch (error) {
      if (found.value.case_no === no) failure.value = error
    }
  }

  return { masked, shown, failure, reveal, hide }
}
