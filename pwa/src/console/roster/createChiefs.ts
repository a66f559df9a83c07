/**
 * The chiefs of road segments: of today, or of all times. Who was one stays on record; somebody else is a new entry.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref,  } from 'vue'

import type { RosterApi } from '@/api/roster'
import type { ChiefFields, ChiefView } from '@/domain/roster'

import { createPaged } from '../createPaged'
import { createTrying } from '../createTrying'

export type ChiefsPort = Pick<RosterApi, 'chiefs' | 'putChief' | 'endChief'>

export function createChiefs(api: ChiefsPort, today: () => string, newId: () => string) {
  const paged = createPaged<ChiefView>((query) => api.chiefs(query))
  const { items } = paged
  const segment = ref('')
  const ofToday = ref(true)
  const { busy, failure, once } = createTrying()
  const query = computed(() => ({ ...(segment.value && { segment: segment.value }), ...(ofToday.value && { on: today() }) }))
  const load = () => paged.ask(query.value)

  /** Enters one (`before` null) or changes an entry. */
  async function put(fields: ChiefFields, before: ChiefView | null): Promise<boolean> {
    return (await once(() => api.putChief(before?.id ?? newId(), fields, before?.rev ?? null))) && (await load(), true)
  }

  async function end(chief: ChiefView): Promise<boolean> {
    return (await once(() => api.endChief(chief.id, chief.rev))) && (await load(), true)
  }

  const quiet = () => (failure.value = null)
  /** Since when somebody is a chief is not rewritten. */
  const hasBegun = (chief: ChiefView | null) => chief !== null && chief.from <= today()
  return { ...paged, items, segment, ofToday, busy, failure, loadFailure: paged.failure, today, load, put, end, quiet, hasBegun }
}

export type Chiefs = ReturnType<typeof createChiefs>
