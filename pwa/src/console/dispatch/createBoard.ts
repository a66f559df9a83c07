/**
 * The dispatch board: what waits, what the rules say, which unit is chosen, and giving one or several away. The choice of a
 * person stays while others work. Knows its ports; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { MoveOrder, UnitChoice } from '@/domain/case-work'
import { MOST_AT_ONCE, type BoardItem, type BoardView, type BulkItem, type BulkOutcome } from '@/domain/dispatch'
import { lastOf } from '@/domain/last'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

import { becameOf, type Became } from '../cases/createBulk'
import { createTrying } from '../createTrying'
import { neighbour } from '../neighbour'

export interface BoardPorts {
  board(): Promise<BoardView>
  move(caseNo: string, order: MoveOrder, rev: number): Promise<CaseView>
  bulk(items: BulkItem[]): Promise<BulkOutcome[]>
}

export function createBoard(ports: BoardPorts, onGiven: (found: CaseView) => void) {
  const items = shallowRef<BoardItem[]>([])
  const units = shallowRef<UnitChoice[]>([])
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  const doubtfulOnly = ref(false)
  const current = ref<string | null>(null)
  /** What a person chose against or without the rule, by case. */
  const choices = shallowRef(new Map<string, string>())
  const marked = shallowRef(new Set<string>())
  const { busy, failure: refused, once } = createTrying()
  const results = shallowRef<Became[]>([])

  const doubtful = computed(() => items.value.filter((item) => !isSure(item)))
  const shown = computed(() => (doubtfulOnly.value ? doubtful.value : items.value))
  const item = computed(() => shown.value.find((one) => one.case.case_no === current.value) ?? shown.value[0] ?? null)
  const unit = computed(() => (item.value ? (choices.value.get(item.value.case.case_no) ?? item.value.suggestion.unit?.code ?? null) : null))
  const chosen = computed(() => items.value.filter((one) => marked.value.has(one.case.case_no)))
  /** What a unit gave back and still waits for another one. */
  const returned = computed(() => items.value.filter((one) => one.returned))

  async function load(): Promise<void> {
    try {
      const board = await ports.board()
      items.value = board.items
      units.value = board.units
      marked.value = new Set([...marked.value].filter((no) => board.items.some((one) => one.case.case_no === no && isSure(one))))
      failure.value = null
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  function step(by: 1 | -1): void {
    const next = neighbour(shown.value, shown.value.findIndex((one) => one === item.value), by)
    if (next) current.value = next.case.case_no
  }

  const pick = (caseNo: string) => void (current.value = caseNo)
  const choose = (code: string) => item.value && (choices.value = new Map(choices.value).set(item.value.case.case_no, code))

  /** Only what the rules are sure of can be given away unseen. */
  function toggle(one: BoardItem): void {
    if (!isSure(one)) return
    const next = new Set(marked.value)
    if (!next.delete(one.case.case_no)) next.add(one.case.case_no)
    marked.value = next
  }

  const markSure = () => void (marked.value = new Set(items.value.filter(isSure).map((one) => one.case.case_no)))
  const showDoubtful = (only: boolean) => void (doubtfulOnly.value = only)
  const clear = () => void (marked.value = new Set())

  /** Gives the case on the right away; the next one comes up. */
  async function give(): Promise<boolean> {
    const [one, code] = [item.value, unit.value]
    if (!one || code === null) return false
    return working(async () => {
      const place = shown.value.indexOf(one)
      const found = await ports.move(one.case.case_no, { verb: 'dispatch', unit: code }, one.case.rev)
      onGiven(found)
      items.value = items.value.filter((other) => other !== one)
      current.value = (shown.value[place] ?? lastOf(shown.value))?.case.case_no ?? null
    })
  }

  /** Gives everything that is chosen to the unit of its rule; each succeeds or fails by itself. */
  async function giveChosen(): Promise<void> {
    const wanted = chosen.value.flatMap(({ case: one, suggestion }): BulkItem[] => (suggestion.unit ? [{ case_no: one.case_no, rev: one.rev, unit: suggestion.unit.code }] : [])).slice(0, MOST_AT_ONCE)
    if (wanted.length === 0) return
    await working(async () => {
      const outcomes = await ports.bulk(wanted)
      results.value = outcomes.map((one) => becameOf(one.case_no, one, true, onGiven))
      const gone = new Set(results.value.filter(({ done }) => done).map(({ case_no: no }) => no))
      items.value = items.value.filter((one) => !gone.has(one.case.case_no))
      clear()
      if (gone.size < outcomes.length) await load()
    })
  }

  const working = (doing: () => Promise<void>) =>
    once(async () => {
      try {
        await doing()
      } catch (error) {
        if (error instanceof Failure && ['stale', 'illegal-move'].includes(error.slug)) await load()
        throw error
      }
    })

  const forget = () => void (results.value = [])
  return { items, units, loaded, failure, doubtfulOnly, doubtful, shown, item, unit, marked, chosen, returned, busy, refused, results, load, step, pick, choose, toggle, markSure, showDoubtful, clear, give, giveChosen, forget }
}

export type Board = ReturnType<typeof createBoard>

export function isSure({ suggestion }: BoardItem): boolean {
  return suggestion.sure && suggestion.unit !== null
}
