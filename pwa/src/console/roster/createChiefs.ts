/**
 * The chiefs of road segments: of today, or of all times. Who was one stays on record; somebody else is a new entry.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { RosterApi } from '@/api/roster'
import type { ChiefFields, ChiefView } from '@/domain/roster'

import { createPaged } from '../createPaged'

export type ChiefsPort = Pick<RosterApi, 'chiefs' | 'putChief' | 'endChief'>

export function createChiefs(api: ChiefsPort, today: () => string, newId: () => string) {
  const paged = createPaged<ChiefView>((query) => api.chiefs(query))
  const { items } = paged
  const segment = ref('')
  const ofToday = ref(true)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const query = computed(() => ({ ...(segment.value && { segment: segment.value }), ...(ofToday.value && { on: today() }) }))
  const load = () => paged.ask(query.value)

  /** Enters one (`before` null) or changes an entry. */
  async function put(fields: ChiefFields, before: ChiefView | null): Promise<boolean> {
    return (await trying(() => api.putChief(before?.id ?? newId(), fields, before?.rev ?? null))) && (await load(), true)
  }

  async function end(chief: ChiefView): Promise<boolean> {
    return (await trying(() => api.endChief(chief.id, chief.rev))) && (await load(), true)
  }

  async function trying(doing: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    try {
      await doing()
      return true
    } catch (error) {
      failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  const quiet = () => (failure.value = null)
  /** Since when somebody is a chief is not rewritten. */
  const hasBegun = (chief: ChiefView | null) => chief !== null && chief.from <= today()
  return { ...paged, items, segment, ofToday, busy, failure, loadFailure: paged.failure, today, load, put, end, quiet, hasBegun }
}

export type Chiefs = ReturnType<typeof createChiefs>
