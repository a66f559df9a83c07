/** Complaints behind the glass: what is being written, what waits, what was answered. */
import { computed, onMounted, onScopeDispose, reactive, ref, shallowRef } from 'vue'

import type { ComplaintKept, Complaints, OwnComplaint, Phone } from '@/phone/types'

export function useComplaints(phone: Pick<Phone, 'complaints'>, caseNo: string) {
  const form = reactive({ kind: 'complaint', text: '' })
  const waiting = shallowRef<ComplaintKept[]>([])
  const own = shallowRef<OwnComplaint[] | null>(null)
  const outdated = ref(false)
  const busy = ref(false)
  /** What became of the last one said here. */
  const said = ref<'sent' | 'kept' | 'full' | null>(null)
  const lacks = computed(() => form.text.trim() === '')
  let api: Complaints | null = null
  let stop: () => void = () => undefined
  let ended = false

  async function refresh(): Promise<void> {
    try {
      own.value = (await api?.list()) ?? null
      outdated.value = false
    } catch {
      outdated.value = true
    }
  }

  async function send(): Promise<void> {
    if (api === null || lacks.value) return
    busy.value = true
    try {
      said.value = await api.say({ kind: form.kind, text: form.text.trim(), case_no: caseNo, place: '' })
      form.text = ''
      await refresh()
    } catch {
      said.value = 'full'
    } finally {
      busy.value = false
    }
  }

  onMounted(async () => {
    api = await phone.complaints()
    if (ended) return
    stop = api.observeWaiting((now) => (waiting.value = now))
    await refresh()
  })
  onScopeDispose(() => {
    ended = true
    stop()
  })
  return { form, waiting, own, outdated, busy, said, lacks, send, drop: (id: string) => void api?.drop(id) }
}
