/** How many cases each tab holds: one question for all states, one for each tab that is no state. Knows its port. */
import { shallowRef } from 'vue'

import type { CaseCountsView, Count } from '@/api/case-lists'

import { TABS, type Tab } from './filters'

export type CountsPort = (filter: Record<string, string>) => Promise<CaseCountsView>

export function createCounts(port: CountsPort) {
  const counts = shallowRef<Record<string, Count>>({})

  /** A tab whose count does not come is shown without one. */
  async function load(): Promise<void> {
    const whole = port({}).catch(() => null)
    await Promise.all(TABS.map((tab) => countOf(tab, whole)))
  }

  async function countOf(tab: Tab, whole: Promise<CaseCountsView | null>): Promise<void> {
    const count = statesOnly(tab) ? sum(await whole, tab) : await port(asked(tab)).then(({ all }) => all, () => null)
    if (count) counts.value = { ...counts.value, [tab.name]: count }
  }

  return { counts, load }
}

const asked = ({ query }: Tab) => Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'sort'))
const statesOnly = ({ query }: Tab) => Object.keys(query).every((name) => name === 'state' || name === 'sort')

function sum(whole: CaseCountsView | null, { query }: Tab): Count | null {
  if (whole === null) return null
  if (!query.state) return whole.all
  const parts = query.state.split(',').flatMap((state) => whole.states[state] ?? [])
  return { count: parts.reduce((total, { count }) => total + count, 0), more: parts.some(({ more }) => more) }
}
