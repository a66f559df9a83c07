/** The city's time plans and days off, fetched once for all clocks of this page. Without them a bar shows no rests. */
import { shallowRef } from 'vue'

import type { WorkingTimes } from '@/domain/case-clock'
import { WorkingTime } from '@/domain/time-plan'

import { loopApi } from '../server'
import { useSession } from '../session/useSession'

const counting = shallowRef(new Map<string, WorkingTime>())
let underWay: Promise<void> | null = null

function countingOf({ plans, calendar }: WorkingTimes): Map<string, WorkingTime> {
  const days = { days_off: new Set(calendar.days_off), made_up: new Set(calendar.made_up) }
  return new Map(plans.map((plan) => [plan.code, new WorkingTime(plan, days)]))
}

async function fetchOnce(): Promise<void> {
  try {
    counting.value = countingOf(await useSession().guarded(() => loopApi.workingTimes()))
  } catch {
    underWay = null
  }
}

export function useWorkingTimes() {
  underWay ??= fetchOnce()
  return { workingOf: (plan: string | null | undefined) => counting.value.get(plan ?? '') ?? null }
}
