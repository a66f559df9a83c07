/**
 * Doing one thing to several cases: which are chosen, how far it has come, what became of each. Each is done or refused by
 * itself. Knows its ports; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import { MOST_AT_ONCE, type BoardView, type BulkItem, type BulkOutcome } from '@/domain/dispatch'
import type { MoveOrder } from '@/domain/case-work'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

export interface BulkPorts {
  board(): Promise<BoardView>
  dispatch(items: BulkItem[]): Promise<BulkOutcome[]>
  move(caseNo: string, order: MoveOrder, rev: number): Promise<CaseView>
}

/** `done`, or a word or Failure that says why not. */
export interface Became {
  case_no: string
  done: boolean
  why: 'unsure' | 'not-filed' | Failure | null
  unit: string | null
}

export function createBulk(ports: BulkPorts, onFound: (found: CaseView) => void) {
  const marked = shallowRef(new Map<string, CaseView>())
  const done = ref(0)
  const of = ref(0)
  const working = ref(false)
  const results = shallowRef<Became[]>([])
  const failure = shallowRef<unknown>(null)
  const count = computed(() => marked.value.size)

  function toggle(one: CaseView): void {
    const next = new Map(marked.value)
    if (!next.delete(one.case_no)) next.set(one.case_no, one)
    marked.value = next
  }

  const isMarked = (caseNo: string) => marked.value.has(caseNo)
  const markAll = (all: readonly CaseView[]) => void (marked.value = new Map(all.map((one) => [one.case_no, one])))
  const clear = () => void (marked.value = new Map())

  /** Runs something over what is chosen, with its progress; what it answers is what became of each. */
  async function over(doing: (chosen: CaseView[]) => Promise<Became[]>): Promise<void> {
    if (working.value || count.value === 0) return
    const chosen = [...marked.value.values()]
    working.value = true
    done.value = 0
    of.value = chosen.length
    failure.value = null
    try {
      results.value = await doing(chosen)
      clear()
    } catch (error) {
      failure.value = error
    } finally {
      working.value = false
    }
  }

  /** Gives away what the rules are sure of; the others are left for a person. */
  const dispatch = () =>
    over(async (chosen) => {
      const { items } = await ports.board()
      const known = new Map(items.map((item) => [item.case.case_no, item]))
      const sure = chosen.flatMap(({ case_no: no }): BulkItem[] => {
        const item = known.get(no)
        return item?.suggestion.sure && item.suggestion.unit ? [{ case_no: no, rev: item.case.rev, unit: item.suggestion.unit.code }] : []
      })
      const outcomes = new Map<string, BulkOutcome>()
      for (let at = 0; at < sure.length; at += MOST_AT_ONCE) {
        for (const one of await ports.dispatch(sure.slice(at, at + MOST_AT_ONCE))) outcomes.set(one.case_no, one)
        done.value = outcomes.size
      }
      return chosen.map(({ case_no: no }) => becameOf(no, outcomes.get(no), known.has(no), onFound))
    })

  /** The same move of each, one after the other; each is made or refused by itself. */
  const each = (order: MoveOrder) =>
    over(async (chosen) => {
      const became: Became[] = []
      for (const { case_no: no, rev } of chosen) {
        became.push(await moved(no, rev, order))
        done.value += 1
      }
      return became
    })

  async function moved(no: string, rev: number, order: MoveOrder): Promise<Became> {
    try {
      onFound(await ports.move(no, order, rev))
      return { case_no: no, done: true, why: null, unit: null }
    } catch (error) {
      if (error instanceof Failure && error.slug === 'no-network') throw error
      return { case_no: no, done: false, why: error instanceof Failure ? error : new Failure('other'), unit: null }
    }
  }

  const forget = () => void (results.value = [])
  return { marked, count, done, of, working, results, failure, toggle, isMarked, markAll, clear, dispatch, each, forget }
}

export function becameOf(no: string, outcome: BulkOutcome | undefined, filed: boolean, onFound: (found: CaseView) => void): Became {
  if (!outcome) return { case_no: no, done: false, why: filed ? 'unsure' : 'not-filed', unit: null }
  if (outcome.case) {
    onFound(outcome.case)
    return { case_no: no, done: true, why: null, unit: outcome.case.unit?.name ?? outcome.case.unit?.code ?? null }
  }
  const slug = outcome.problem?.type.replace('/problems/', '') ?? 'other'
  return { case_no: no, done: false, why: new Failure(slug, outcome.status), unit: null }
}
