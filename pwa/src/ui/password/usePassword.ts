/**
 * A new password on its way: typed twice, held against the rule, sent. What was typed stays until it was taken.
 * Knows how to send; must not know who asks or how it looks.
 */
import { computed, ref } from 'vue'

import { weaknessOf } from '@/domain/password'
import { Failure } from '@/domain/problem'
import { isRecord } from '@/domain/shapes'

/** Keys of the `password.refused` messages. */
export type Refused = 'current' | 'chosen' | 'wait' | 'offline' | 'ended' | 'other'

const LOCAL: readonly string[] = ['no-network', 'timeout', 'not-our-server']

/** `given`: the password that this person just signed in with, where it is known. */
export function usePassword(username: () => string, given: string | null, send: (current: string, chosen: string) => Promise<void>) {
  const current = ref(given ?? '')
  const chosen = ref('')
  const again = ref('')
  const busy = ref(false)
  const refused = ref<{ why: Refused; wait_s: number } | null>(null)
  /** Told from the first try on: nobody is scolded while typing. */
  const tried = ref(false)
  const weakness = computed(() => weaknessOf(chosen.value, again.value, current.value, username()))
  const complete = computed(() => current.value !== '' && chosen.value !== '' && again.value !== '')

  /** Whether it was taken. */
  async function choose(): Promise<boolean> {
    tried.value = true
    refused.value = null
    if (busy.value || !complete.value || weakness.value !== null) return false
    busy.value = true
    try {
      await send(current.value, chosen.value)
      return true
    } catch (error) {
      refused.value = { why: whyOf(error), wait_s: (error instanceof Failure ? error.retry_after_s : null) ?? 30 }
      return false
    } finally {
      busy.value = false
    }
  }

  return { current, chosen, again, busy, refused, tried, weakness, complete, choose }
}

function whyOf(error: unknown): Refused {
  if (!(error instanceof Failure)) return 'other'
  if (LOCAL.includes(error.slug)) return 'offline'
  if (error.slug === 'too-many-requests') return 'wait'
  if (error.status === 401 || error.slug === 'stale') return 'ended'
  const errors = error.problem?.facts.errors
  const [first] = Array.isArray(errors) ? errors : []
  if (isRecord(first) && first.pointer === '/current') return 'current'
  return isRecord(first) && first.pointer === '/chosen' ? 'chosen' : 'other'
}
