/** One unit with its people and its week of duty. What overtook itself is not shown. Knows its port; must not know HTTP. */
import { computed, ref, shallowRef } from 'vue'

import type { RosterApi } from '@/api/roster'
import { lastOf } from '@/domain/last'
import type { AccountView, DutyFields, DutyView, MemberView, UnitFields, UnitView } from '@/domain/roster'
import { DAY_MS } from '@/domain/time-plan'

import { createTrying } from '../createTrying'
import { weekOf } from './tree'

export function createRoster(api: RosterApi, now: () => number, newId: () => string) {
  const units = shallowRef<UnitView[]>([])
  const code = ref<string | null>(null)
  const members = shallowRef<MemberView[]>([])
  const duties = shallowRef<DutyView[]>([])
  const found = shallowRef<AccountView[]>([])
  const weeks = ref(0)
  const loaded = ref(false)
  const { busy, failure, trying: attempt } = createTrying()
  const saved = ref(false)
  const unit = computed(() => units.value.find((one) => one.code === code.value) ?? null)
  const week = computed(() => weekOf(now() + weeks.value * 7 * DAY_MS))

  function trying<T>(doing: () => Promise<T>): Promise<T | null> {
    saved.value = false
    return attempt(doing)
  }

  async function load(): Promise<void> {
    await trying(async () => {
      units.value = await api.units()
      loaded.value = true
    })
  }

  async function pick(wanted: string): Promise<void> {
    code.value = wanted
    members.value = []
    duties.value = []
    found.value = []
    await Promise.all([loadMembers(), loadDuty()])
  }

  async function loadMembers(): Promise<void> {
    const asked = code.value
    if (asked === null) return
    const told = await trying(() => api.members(asked))
    if (told && asked === code.value) members.value = told
  }

  async function loadDuty(): Promise<void> {
    const [asked, days] = [code.value, week.value]
    const [first, last] = [days[0], lastOf(days)]
    if (asked === null || !first || !last) return
    const told = await trying(() => api.duty(asked, first.date, last.date))
    if (told && asked === code.value && days[0] === week.value[0]) duties.value = told
  }

  async function turn(by: number): Promise<void> {
    weeks.value = by === 0 ? 0 : weeks.value + by
    await loadDuty()
  }

  /** Enters a unit (`rev` null) or changes it. */
  async function putUnit(wanted: string, fields: UnitFields, rev: number | null): Promise<boolean> {
    const now_ = await trying(() => api.putUnit(wanted, fields, rev))
    if (now_) take(now_)
    return now_ !== null
  }

  async function retire(one: UnitView): Promise<void> {
    const now_ = await trying(() => api.retireUnit(one.code, one.rev))
    if (now_) take(now_)
  }

  function take(now_: UnitView): void {
    units.value = [...units.value.filter((one) => one.code !== now_.code), now_]
    code.value = now_.code
    saved.value = true
  }

  async function putDuty(fields: DutyFields, before: DutyView | null): Promise<boolean> {
    const kept = await trying(() => api.putDuty(before?.id ?? newId(), fields, before?.rev ?? null))
    if (kept) duties.value = [...duties.value.filter((one) => one.id !== kept.id), kept]
    return kept !== null
  }

  async function removeDuty(one: DutyView): Promise<boolean> {
    const gone = await trying(async () => (await api.removeDuty(one.id, one.rev), true))
    if (gone) duties.value = duties.value.filter((other) => other.id !== one.id)
    return gone === true
  }

  async function search(words: string): Promise<void> {
    found.value = words.trim() ? ((await trying(() => api.people(words.trim()))) ?? []) : []
  }

  async function join(person: string): Promise<void> {
    const to = code.value
    if (to !== null && (await trying(async () => (await api.join(to, person), true)))) await loadMembers()
  }

  async function leave(person: string): Promise<void> {
    const from = code.value
    if (from !== null && (await trying(async () => (await api.leave(from, person), true)))) await loadMembers()
  }

  return { units, code, unit, members, duties, found, week, weeks, loaded, busy, failure, saved, load, pick, turn, putUnit, retire, putDuty, removeDuty, search, join, leave }
}

export type Roster = ReturnType<typeof createRoster>
