/** The time plans and the one that is being edited. Knows its port; must not know HTTP or the page. */
import { computed, ref, shallowRef } from 'vue'

import type { CalendarApi } from '@/api/calendar'
import type { PlanView, ShiftText } from '@/domain/calendar'
import { lastOf } from '@/domain/last'
import { Failure } from '@/domain/problem'

export type PlanPorts = Pick<CalendarApi, 'plans' | 'setPlan'>
export type PlanFault = 'code' | 'time' | 'order' | 'work' | 'from'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/
const CODE = /^[a-z][a-z0-9_]{1,39}$/
const MORNING: ShiftText = ['08:30', '12:00']
export const NEW_PLAN: PlanView = { code: '', weeks: [{ from: null, days: [...Array.from({ length: 5 }, () => [MORNING]), [], []] }], keeps_holidays: true, groups: [], rev: 0 }

export function createPlans(ports: PlanPorts) {
  const plans = shallowRef<PlanView[]>([])
  const draft = shallowRef<PlanView | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const outpaced = ref(false)
  /** All plans as they would be. */
  const drafted = computed(() => {
    const one = draft.value
    return one === null || planFault(one) ? plans.value : [...plans.value.filter(({ code }) => code !== one.code), one]
  })

  async function load(): Promise<void> {
    failure.value = null
    try {
      plans.value = await ports.plans()
    } catch (error) {
      failure.value = error
    }
  }

  function edit(plan: PlanView | null): void {
    draft.value = plan
    failure.value = null
    outpaced.value = false
  }

  async function save(): Promise<boolean> {
    const one = draft.value
    if (!one || busy.value || planFault(one)) return false
    busy.value = true
    failure.value = null
    try {
      const { code, weeks, keeps_holidays, groups, rev } = one
      await ports.setPlan(code, { weeks, keeps_holidays, groups }, rev)
      draft.value = null
      await load()
      return true
    } catch (error) {
      if (error instanceof Failure && error.slug === 'stale') await readAgain(one)
      else failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  async function readAgain(one: PlanView): Promise<void> {
    await load()
    draft.value = { ...one, rev: plans.value.find(({ code }) => code === one.code)?.rev ?? 0 }
    outpaced.value = true
  }

  return { plans, draft, drafted, busy, failure, outpaced, load, edit, save }
}

/** What keeps a plan from being saved; null for nothing. */
export function planFault({ code, weeks }: Pick<PlanView, 'code' | 'weeks'>): PlanFault | null {
  if (!CODE.test(code)) return 'code'
  const begins = weeks.map(({ from }) => from ?? '')
  if (new Set(begins).size < begins.length || !begins.includes('')) return 'from'
  const days = weeks.flatMap((week) => week.days)
  if (days.flat(2).some((time) => !TIME.test(time))) return 'time'
  if (days.some((shifts) => !inOrder(shifts))) return 'order'
  return weeks.some((week) => week.days.every((shifts) => shifts.length === 0)) ? 'work' : null
}

/** Of a day the shifts follow one another: as text, `08:30` comes before `12:00`. */
function inOrder(shifts: readonly ShiftText[]): boolean {
  return shifts.every(([from, to], place) => from < to && from >= (shifts[place - 1]?.[1] ?? ''))
}

/** Days in a row with the same shifts, Monday being 0. */
export function sameDays(days: readonly (readonly ShiftText[])[]): { first: number; last: number; shifts: readonly ShiftText[] }[] {
  const found: { first: number; last: number; shifts: readonly ShiftText[] }[] = []
  days.forEach((shifts, day) => {
    const last = lastOf(found)
    if (last && String(last.shifts) === String(shifts)) last.last = day
    else found.push({ first: day, last: day, shifts })
  })
  return found
}
