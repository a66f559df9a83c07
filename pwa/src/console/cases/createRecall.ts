/**
 * Taking a dispatch back for half a minute: what was just given away, newest first, each with its own end.
 * Knows its ports and a clock; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

export const RECALL_MS = 30_000
const KEPT = 8

export interface Given {
  found: CaseView
  until: number
  state: 'open' | 'undoing' | 'undone' | 'late'
}

export interface RecallPorts {
  recall(caseNo: string, rev: number): Promise<CaseView>
  now(): number
}

export function createRecall(ports: RecallPorts) {
  const given = shallowRef<Given[]>([])
  const now = ref(ports.now())
  const failure = shallowRef<unknown>(null)
  const open = computed(() => given.value.filter((one) => one.state === 'open' && one.until > now.value))
  const last = computed(() => open.value[0] ?? null)
  const secondsLeft = (one: Given) => Math.max(0, Math.ceil((one.until - now.value) / 1000))

  /** A case that was dispatched just now. */
  function offer(found: CaseView): void {
    tick()
    failure.value = null
    const rest = given.value.filter((one) => one.found.case_no !== found.case_no)
    given.value = [{ found, until: now.value + RECALL_MS, state: 'open' as const }, ...rest].slice(0, KEPT)
  }

  function put(caseNo: string, change: Partial<Given>): void {
    given.value = given.value.map((one) => (one.found.case_no === caseNo ? { ...one, ...change } : one))
  }

  /** The case as it is again, or null when it could not be taken back. */
  async function undo(caseNo = last.value?.found.case_no): Promise<CaseView | null> {
    const one = given.value.find(({ found, state }) => found.case_no === caseNo && state === 'open')
    if (!one || caseNo === undefined) return null
    put(caseNo, { state: 'undoing' })
    try {
      const found = await ports.recall(caseNo, one.found.rev)
      put(caseNo, { state: 'undone', found })
      return found
    } catch (error) {
      failure.value = error
      put(caseNo, { state: isLate(error) ? 'late' : 'open' })
      return null
    }
  }

  const tick = () => void (now.value = ports.now())

  return { given, now, open, last, failure, secondsLeft, offer, undo, tick }
}

/** Claimed meanwhile, or the half minute is over: the server does not do it any more. */
function isLate(error: unknown): boolean {
  return error instanceof Failure && ['stale', 'illegal-move', 'not-allowed'].includes(error.slug)
}
