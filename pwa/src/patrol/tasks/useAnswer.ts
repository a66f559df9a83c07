/** An answer to a report behind the glass: which one is asked for, and that it is sealed like any report. */
import { computed, ref, watch } from 'vue'
import { useRouter } from 'vue-router'

import type { MyReport, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { useReply } from './useReply'
import { noteSaved } from '../capture/savedNote'

export function useAnswer(phone: Phone, reportId: string) {
  const router = useRouter()
  const reports = useObserved<MyReport[] | null>(phone.reports.observe, null)
  const views = useObserved(phone.outbox.observe, [])
  const reply = useReply(phone, { report_id: reportId })
  const seen = computed(() => reports.value !== null)
  const report = computed(() => reports.value?.find(({ id }) => id === reportId) ?? null)
  const verb = computed(() => verbFor(report.value))
  const sealedHere = ref(false)
  /** Until the server has told of the report since. */
  const sent = computed(() => sealedHere.value || views.value.some(({ reply: said, word }) => said?.report_id === reportId && word !== 'dismissed' && (said.rev ?? 0) >= (report.value?.rev ?? 0)))
  watch(() => report.value?.rev, () => (sealedHere.value = false))

  const first = () => ({ verb: verb.value ?? ('supplement' as const), rev: report.value?.rev ?? null })
  const slug = () => report.value?.category ?? null
  const back = () => router.replace({ name: verb.value === 'verified' ? 'home' : 'mine' })

  async function finish(answers: Record<string, boolean>): Promise<void> {
    if ((await reply.ensure(first(), slug())) === null) return
    await reply.say({ answers })
    const saved = { category: slug(), photos: reply.photos.value.length }
    if (!(await reply.seal(first().verb, first().rev))) return
    sealedHere.value = true
    noteSaved({ ...saved, at: Date.now() })
    await back()
  }

  return {
    report, verb, reply, seen, sent, back, finish,
    shoot: () => reply.shoot(first(), slug(), verb.value === 'verified' ? 'check' : 'scene'),
    write: (note: string) => void reply.writeNote(first(), slug(), note),
  }
}

/** Null when nothing is asked about it any more. */
function verbFor(report: MyReport | null): 'verified' | 'supplement' | null {
  if (report?.status === 'verifying') return 'verified'
  return report?.status === 'to-amend' ? 'supplement' : null
}
