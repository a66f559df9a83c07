/**
 * The address that plates carry, and the look at it from outside without which none is printed. While a check is under way the
 * answer is asked for again and again. Knows its port; must not know HTTP or a screen.
 */
import { computed, shallowRef } from 'vue'

import type { PlatesApi } from '@/api/plates'
import type { PlateAddress } from '@/domain/plates'

import { createTrying } from '../createTrying'

type Port = Pick<PlatesApi, 'address' | 'check'>

export function createPlateAddress(api: Port, now: () => number = Date.now) {
  const told = shallowRef<PlateAddress | null>(null)
  /** The check that was begun here: its page is told only once. */
  const begun = shallowRef<{ page: string; until: number; before: string | null } | null>(null)
  const { busy, failure, trying } = createTrying()
  const passed = computed(() => begun.value !== null && told.value !== null && told.value.checked_at !== begun.value.before)

  async function load(): Promise<void> {
    const answer = await trying(() => api.address())
    if (answer) told.value = answer
  }

  async function check(): Promise<void> {
    const before = told.value?.checked_at ?? null
    const answer = await trying(() => api.check())
    if (!answer) return
    told.value = { ...answer, checked_at: before }
    begun.value = answer.page ? { page: answer.page, until: Date.parse(answer.expires_at ?? ''), before } : null
  }

  /** Asks again while somebody is on the way outside; a failed round is followed by the next. */
  async function watch(): Promise<void> {
    if (begun.value === null || passed.value || now() > begun.value.until) return
    const answer = await api.address().catch(() => null)
    if (answer) told.value = answer
  }

  return { told, begun, passed, busy, failure, load, check, watch }
}
