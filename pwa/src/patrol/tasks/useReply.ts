/**
 * What is being done about a case or a report, as a draft: on disk from the first touch, kept through a killed app, sealed
 * into the outbox like any report. Nothing is begun before the person does something.
 */
import { computed, effectScope, onScopeDispose, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import { lastOf } from '@/domain/last'
import type { ReplyTo, ReplyVerb } from '@/domain/report'
import type { Draft, Phone, PhotoRole, Unsubscribe } from '@/phone/types'
import { toPosition } from '../place/fixes'
import { usePosition, usePositionWatch } from '../place/positionWatch'
import { troubleOf, useDraft, type StoringTrouble } from '../capture/useDraft'

type Api = ReturnType<typeof useDraft>

/** What is answered. */
export type About = Pick<ReplyTo, 'case_no' | 'report_id' | 'shop_id'>

const NAMES = ['case_no', 'report_id', 'shop_id'] as const
const fits = ({ reply_to: reply }: Draft, about: About) => Boolean(reply) && NAMES.every((name) => (reply?.[name] ?? null) === (about[name] ?? null))

export function useReply(phone: Phone, about: About) {
  const router = useRouter()
  const position = usePosition(usePositionWatch())
  const scope = effectScope()
  const api = shallowRef<Api | null>(null)
  const beginning = ref<StoringTrouble | null>(null)
  let opening: Promise<Api> | null = null
  let stop: Unsubscribe = () => undefined
  let seen: () => void = () => undefined
  /** Until the drafts on disk were looked through nobody knows whether there is one already. */
  const looked = new Promise<void>((resolve) => (seen = resolve))

  async function open(id: string): Promise<Api> {
    const made = scope.run(() => useDraft(phone, id)) as Api
    await made.load()
    api.value = made
    return made
  }

  /** The draft of this answer; one on disk from here on. Null, with the trouble said, when there is no room for it. */
  async function ensure(first: Pick<ReplyTo, 'verb' | 'rev'>, category: string | null): Promise<Api | null> {
    await looked
    if (api.value && !api.value.gone.value) return api.value
    beginning.value = null
    opening ??= begin(first, category)
    return await once(opening)
  }

  async function once(made: Promise<Api>): Promise<Api | null> {
    try {
      return await made
    } catch (error) {
      beginning.value = troubleOf(error)
      return null
    } finally {
      opening = null
    }
  }

  async function begin(first: Pick<ReplyTo, 'verb' | 'rev'>, category: string | null): Promise<Api> {
    const draft = await phone.drafts.begin()
    await phone.drafts.change(draft.id, { category, reply_to: { ...about, answers: {}, ...first } })
    return open(draft.id)
  }

  const draft = computed(() => api.value?.draft.value ?? null)

  async function say(change: Partial<ReplyTo>): Promise<void> {
    const said = draft.value?.reply_to
    if (said && api.value) await api.value.change({ reply_to: { ...said, ...change } })
  }

  async function shoot(first: Pick<ReplyTo, 'verb' | 'rev'>, category: string | null, role: PhotoRole): Promise<void> {
    const reply = await ensure(first, category)
    if (reply?.draft.value && (await reply.awaitPhoto(role))) {
      await router.push({ name: 'camera', params: { id: reply.draft.value.id }, query: { role } })
    }
  }

  /** True once it is sealed on disk as this verb. */
  async function seal(verb: ReplyVerb, rev: number | null): Promise<boolean> {
    if (!api.value) return false
    await say({ verb, rev })
    const { fix } = position.value
    if (fix && draft.value?.position === null) await api.value.change({ position: toPosition(fix, null) })
    const sealed = await api.value.seal()
    if (sealed) api.value = null
    return sealed
  }

  let first = true
  stop = phone.drafts.observe((drafts) => {
    if (!first) return
    first = false
    seen()
    const found = drafts.find((one) => fits(one, about))
    if (found) void once((opening = open(found.id)))
  })
  onScopeDispose(() => {
    stop()
    scope.stop()
  })

  return {
    draft, ensure, say, shoot, seal, position,
    photos: computed(() => draft.value?.photos ?? []),
    answers: computed(() => draft.value?.reply_to?.answers ?? {}),
    trouble: computed(() => beginning.value ?? api.value?.trouble.value ?? null),
    sealing: computed(() => api.value?.sealing.value ?? false),
    mine: computed(() => api.value?.mine.value ?? true),
    writeNote: async (first: Pick<ReplyTo, 'verb' | 'rev'>, category: string | null, note: string) => (await ensure(first, category))?.writeNote(note),
    removeLast: async () => {
      const last = lastOf(draft.value?.photos)
      if (last) await api.value?.removePhoto(last.photo_id)
    },
    takeOver: () => api.value?.takeOver(),
    storeAgain: () => api.value?.storeUnsaved(),
  }
}

export type Reply = ReturnType<typeof useReply>
