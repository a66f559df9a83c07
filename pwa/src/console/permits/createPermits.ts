/**
 * The register of permits with one open, and one that is being drawn. What was typed outlives a refusal and a faster
 * colleague. Knows its port; must not know HTTP, a map or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { PermitsApi } from '@/api/permits'
import type { LonLat } from '@/domain/geography'
import { lastOf } from '@/domain/last'
import type { PermitFields, PermitView } from '@/domain/permit-register'
import { Failure } from '@/domain/problem'

import { createPaged, type Query } from '../createPaged'
import { createTrying } from '../createTrying'
import { outlineFault } from './outline'

/** A permit on its way: `id` null for a new one. */
export interface Draft {
  id: string | null
  rev: number | null
  fields: Omit<PermitFields, 'polygon'>
}

export function createPermits(api: PermitsApi, today: () => string, newId: () => string) {
  const paged = createPaged<PermitView>((query) => api.list(query))
  const { items } = paged
  const chosen = ref<string | null>(null)
  const draft = shallowRef<Draft | null>(null)
  const corners = shallowRef<LonLat[]>([])
  /** The corner that the next tap on the map moves; null adds one behind the last. */
  const held = ref<number | null>(null)
  const { busy, failure, trying } = createTrying()
  const one = computed(() => items.value.find(({ id }) => id === chosen.value) ?? null)
  const fault = computed(() => (draft.value ? outlineFault(corners.value) : null))

  async function ask(query: Query): Promise<void> {
    await paged.ask(query)
    if (one.value === null) chosen.value = items.value[0]?.id ?? null
  }

  function choose(id: string | null): void {
    if (draft.value !== null) return
    chosen.value = id
    failure.value = null
  }

  /** Opens the form: for a permit, or for a new one. */
  function begin(from: PermitView | null): void {
    failure.value = null
    held.value = null
    corners.value = from ? opened(from.polygon) : []
    if (from === null) {
      draft.value = { id: null, rev: null, fields: { kind: 'vending', name: '', holder: null, categories: [], hours: [], from: today(), to: null } }
      return
    }
    const { id, rev, polygon: _polygon, ...fields } = from
    draft.value = { id, rev, fields: { ...fields, categories: [...fields.categories], hours: fields.hours.map((span) => ({ ...span, days: [...span.days] })) } }
  }

  function giveUp(): void {
    draft.value = null
    failure.value = null
  }

  /** A tap on the map: moves the held corner, else adds one. */
  function tap(place: LonLat): void {
    if (draft.value === null) return
    const at = held.value
    corners.value = at === null ? [...corners.value, place] : corners.value.map((corner, i) => (i === at ? place : corner))
    held.value = null
  }

  const hold = (at: number) => (held.value = held.value === at ? null : at)

  function drop(at: number): void {
    corners.value = corners.value.filter((_, i) => i !== at)
    held.value = null
  }

  function draw(all: LonLat[]): void {
    corners.value = all
    held.value = null
  }

  /** Enters or changes it; the form closes when it was taken. */
  async function save(fields: Draft['fields']): Promise<boolean> {
    const now = draft.value
    if (now === null || busy.value || outlineFault(corners.value) !== null) return false
    const body: PermitFields = { ...fields, holder: fields.holder?.trim() || null, to: fields.to || null, polygon: corners.value }
    const kept = await writing(() => api.put(now.id ?? newId(), body, now.rev))
    if (kept === null) return false
    const isNew = now.id === null
    items.value = isNew ? [kept, ...items.value] : items.value.map((other) => (other.id === kept.id ? kept : other))
    chosen.value = kept.id
    draft.value = null
    return true
  }

  async function takeBack(): Promise<boolean> {
    const now = one.value
    if (now === null || busy.value) return false
    const gone = await writing(async () => (await api.takeBack(now.id, now.rev), true))
    if (gone === null) return false
    items.value = items.value.filter(({ id }) => id !== now.id)
    chosen.value = items.value[0]?.id ?? null
    return true
  }

  const writing = <T>(doing: () => Promise<T>) =>
    trying(async () => {
      try {
        return await doing()
      } catch (error) {
        if (error instanceof Failure && error.slug === 'stale') await takeNewRevision()
        throw error
      }
    })

  /** Somebody was faster: theirs is shown, what was typed stays, and saving again is a decision. */
  async function takeNewRevision(): Promise<void> {
    const id = draft.value ? draft.value.id : chosen.value
    const theirs = id === null ? null : await api.get(id).catch(() => null)
    if (theirs === null) return
    items.value = items.value.map((other) => (other.id === id ? theirs : other))
    if (draft.value) draft.value = { ...draft.value, rev: theirs.rev }
  }

  return { ...paged, loadFailure: paged.failure, chosen, one, draft, corners, held, fault, busy, failure, ask, choose, begin, giveUp, tap, hold, drop, draw, save, takeBack }
}

export type Permits = ReturnType<typeof createPermits>

function opened(ring: readonly LonLat[]): LonLat[] {
  const [first, last] = [ring[0], lastOf(ring)]
  return ring.length > 1 && first && last && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : [...ring]
}
