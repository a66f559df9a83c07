/** The desk of a unit: its cases, which one is looked at, what moved. Knows its ports; must not know HTTP or the page. */
import { computed, ref, shallowRef } from 'vue'

import type { CaseView, Page } from '@/domain/views'

import type { Query } from '../createPaged'
import { neighbour } from '../neighbour'
import { deskOf, HANDED_IN, IN_HAND, inOrder } from './columns'

const MOST = 100

export interface UnitPorts {
  list(query: Query): Promise<Page<CaseView>>
  /** Cases with their pictures, as far as they are this person's to act on. */
  tasks(): Promise<CaseView[]>
}

export function createUnitDesk(ports: UnitPorts, now: () => number) {
  const cases = shallowRef<CaseView[]>([])
  const pictured = shallowRef(new Map<string, CaseView>())
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  const current = ref<string | null>(null)
  const desk = computed(() => deskOf(cases.value, now()))
  const order = computed(() => [...inOrder(desk.value), ...desk.value.handed])
  const chosen = computed(() => order.value.find((one) => one.case_no === current.value) ?? order.value[0] ?? null)

  async function load(): Promise<void> {
    try {
      const [page, tasks] = await Promise.all([
        ports.list({ state: [...IN_HAND, ...HANDED_IN].join(','), sort: 'due', limit: MOST, pictures: 'true' }),
        ports.tasks().catch(() => []),
      ])
      cases.value = page.items
      pictured.value = new Map(tasks.map((one) => [one.case_no, one]))
      failure.value = null
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  function step(by: 1 | -1): void {
    const place = order.value.findIndex((one) => one === chosen.value)
    const next = neighbour(order.value, place, by)
    if (next) current.value = next.case_no
  }

  const pick = (caseNo: string) => void (current.value = caseNo)

  /** A case as it is now; one that the unit gave back or that ended leaves the desk. */
  function put(found: CaseView): void {
    const stays = [...IN_HAND, ...HANDED_IN].includes(found.state)
    const others = cases.value.filter((one) => one.case_no !== found.case_no)
    const known = cases.value.some((one) => one.case_no === found.case_no)
    cases.value = !stays ? others : known ? cases.value.map((one) => (one.case_no === found.case_no ? found : one)) : [...others, found]
  }

  return { cases, pictured, desk, order, chosen, loaded, failure, load, step, pick, put }
}
