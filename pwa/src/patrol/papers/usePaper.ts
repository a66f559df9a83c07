/** A paper behind the glass: part of its report's draft, so on disk with every touch and sealed with the report. */
import { computed, onMounted, onScopeDispose, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import { lacksOfContent, lacksOfService, newPaper, numbersLeft, templatesFor, type Paper, type PaperKit, type PaperService } from '@/domain/paper'
import { Failure } from '@/domain/problem'
import type { Papers, Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { useDraft } from '../capture/useDraft'

/** The kit on this phone, null while there is none. */
export function useKit(phone: Pick<Phone, 'papers'>) {
  const kit = shallowRef<PaperKit | null>(null)
  const api = shallowRef<Papers | null>(null)
  let stop: () => void = () => undefined
  let ended = false
  void phone
    .papers()
    .then((papers) => {
      if (ended) return
      api.value = papers
      stop = papers.observeKit((now) => (kit.value = now))
    })
    .catch(() => undefined)
  onScopeDispose(() => {
    ended = true
    stop()
  })
  return { kit, api }
}

/** What is said about numbers where none is left. */
export type NumberTrouble = 'offline' | 'none'

export function usePaper(phone: Phone, id: string, address: () => string) {
  const router = useRouter()
  const draftApi = useDraft(phone, id)
  const { draft, photos, change, mine, gone, trouble } = draftApi
  const { kit, api } = useKit(phone)
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const templates = computed(() => templatesFor(kit.value, draft.value?.category ?? null, session.value.person?.scope.units ?? []))
  const paper = computed(() => draft.value?.paper ?? null)
  const template = computed(() => templates.value.find(({ id: one }) => one === paper.value?.template_id) ?? templates.value[0])
  const numbers = computed(() => numbersLeft(template.value, Date.now()))
  const numbered = computed(() => (paper.value?.number ?? null) !== null)
  const lacks = computed(() => lacksOfContent(shown.value))
  const serviceLacks = computed(() => lacksOfService(shown.value, photos.value))
  const busy = ref(false)
  const numberTrouble = ref<NumberTrouble | null>(null)
  /** As it would be begun, until the first touch. */
  const blank = newPaper('', 0, '', tomorrow(Date.now()))
  const shown = computed<Paper>(() => paper.value ?? { ...blank, address: address() })

  async function write(more: Partial<Paper>): Promise<void> {
    if (numbered.value && !('service' in more)) return
    const first = template.value
    const before = paper.value ?? (api.value && first ? newPaper(api.value.newId(), first.id, address(), blank.deadline) : null)
    if (before) await change({ paper: { ...before, ...more } })
  }

  const serve = (more: Partial<PaperService>) => write({ service: { ...shown.value.service, at: new Date().toISOString(), ...more } })

  /** True once the paper has its number, on disk. */
  async function takeNumber(): Promise<void> {
    if (!api.value || lacks.value !== null) return
    busy.value = true
    try {
      if (await api.value.takeNumber(id)) await draftApi.load()
      else numberTrouble.value = 'none'
    } finally {
      busy.value = false
    }
  }

  async function fetchNumbers(): Promise<void> {
    busy.value = true
    numberTrouble.value = null
    try {
      await api.value?.fetch()
      if (numbers.value === 0) numberTrouble.value = 'none'
    } catch (error) {
      numberTrouble.value = error instanceof Failure && error.status > 0 ? 'none' : 'offline'
    } finally {
      busy.value = false
    }
  }

  const back = () => router.replace({ name: 'form', params: { id } })

  async function shoot(): Promise<void> {
    if (await draftApi.awaitPhoto('paper')) await router.replace({ name: 'camera', params: { id }, query: { role: 'paper' } })
  }

  onMounted(draftApi.load)
  return {
    draft, photos, paper: shown, kit, templates, template, numbers, numbered, lacks, serviceLacks, busy, numberTrouble, mine, gone, trouble,
    write, serve, takeNumber, fetchNumbers, back, shoot, takeOver: draftApi.takeOver, storeAgain: draftApi.storeUnsaved,
  }
}

export type PaperHere = ReturnType<typeof usePaper>

const EVENING = 18
/** Tomorrow evening, as most of what is asked can be done by then. */
function tomorrow(now: number): string {
  return eveningIn(now, 1)
}

/** Six in the evening so many days on, by the phone's clock. */
export function eveningIn(now: number, days: number): string {
  const at = new Date(now)
  at.setDate(at.getDate() + days)
  at.setHours(EVENING, 0, 0, 0)
  return at.toISOString()
}
