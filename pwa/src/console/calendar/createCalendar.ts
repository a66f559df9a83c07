/**
 * Years of working days on their way to another version: turned day by day or taken from a file, looked at, then saved.
 * Knows its port; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { CalendarApi } from '@/api/calendar'
import type { YearView } from '@/domain/calendar'
import { Failure } from '@/domain/problem'

import { differences, turned, type Run } from './days'

export type CalendarPorts = Pick<CalendarApi, 'calendar' | 'setYears' | 'readFile'>
export interface YearChange {
  year: number
  /** Whether nobody has loaded it yet. */
  isNew: boolean
  runs: Run[]
  source: string
}

const NOBODYS = (year: number): YearView => ({ year, days_off: [], made_up: [], source: '', rev: 0 })

export function createCalendar(ports: CalendarPorts, thisYear: number) {
  const known = shallowRef<YearView[]>([])
  const drafts = shallowRef<ReadonlyMap<number, YearView>>(new Map())
  const shown = ref(thisYear)
  const missing = ref<number | null>(null)
  const loaded = ref(false)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const outpaced = ref(false)
  const saved = ref(false)

  const knownYear = (year: number) => known.value.find((one) => one.year === year)
  const draftOf = (year: number) => drafts.value.get(year) ?? knownYear(year) ?? NOBODYS(year)
  const year = computed(() => draftOf(shown.value))
  /** Every year there is something to show of, and the next one. */
  const listed = computed(() => [...new Set([...known.value.map((one) => one.year), ...drafts.value.keys(), thisYear, thisYear + 1])].sort())
  const changes = computed<YearChange[]>(() =>
    [...drafts.value.values()].flatMap((draft) => {
      const before = knownYear(draft.year)
      const runs = differences(draft.year, before ?? NOBODYS(draft.year), draft)
      return runs.length || draft.source !== (before?.source ?? '') ? [{ year: draft.year, isNew: !before, runs, source: draft.source }] : []
    }),
  )
  /** All years as they would be, for whoever reckons with them. */
  const drafted = computed(() => listed.value.map(draftOf))

  async function load(): Promise<void> {
    failure.value = null
    try {
      const told = await ports.calendar()
      known.value = told.years
      missing.value = told.missing
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  function put(draft: YearView): void {
    drafts.value = new Map(drafts.value).set(draft.year, draft)
    saved.value = false
  }

  const turn = (day: string) => put(turned(day, draftOf(Number(day.slice(0, 4)))))
  const setSource = (source: string) => put({ ...year.value, source })

  function revert(): void {
    drafts.value = new Map()
    failure.value = null
    outpaced.value = false
  }

  /** What a file says becomes the draft of its years; nothing counts before it is saved. */
  async function read(text: string): Promise<boolean> {
    return trying(async () => {
      const years = await ports.readFile(text)
      for (const one of years) put({ ...one, rev: knownYear(one.year)?.rev ?? 0 })
      const [first] = years
      if (first) shown.value = first.year
    })
  }

  async function save(): Promise<boolean> {
    if (!changes.value.length || busy.value) return false
    const wanted = changes.value.map((change) => draftOf(change.year))
    return trying(async () => {
      const told = await ports.setYears(wanted)
      known.value = told.years
      missing.value = told.missing
      revert()
      saved.value = true
    })
  }

  async function trying(doing: () => Promise<void>): Promise<boolean> {
    busy.value = true
    failure.value = null
    outpaced.value = false
    try {
      await doing()
      return true
    } catch (error) {
      if (error instanceof Failure && error.slug === 'stale') await readAgain()
      else failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  /** Somebody was faster: what was turned here stays, beside what counts now. */
  async function readAgain(): Promise<void> {
    await load()
    for (const draft of drafts.value.values()) put({ ...draft, rev: knownYear(draft.year)?.rev ?? 0 })
    outpaced.value = true
  }

  return { known, shown, year, listed, drafted, missing, loaded, busy, failure, outpaced, saved, changes, load, turn, setSource, revert, read, save }
}
