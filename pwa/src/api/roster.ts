/** Units, who belongs to them, who is on duty, and who is chief of a road. */
import type { AccountView, ChiefFields, ChiefView, DutyFields, DutyView, MemberView, UnitFields, UnitView } from '@/domain/roster'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface RosterApi {
  units(): Promise<UnitView[]>
  /** `rev` null enters a new one. */
  putUnit(code: string, fields: UnitFields, rev: number | null): Promise<UnitView>
  retireUnit(code: string, rev: number): Promise<UnitView>
  members(code: string): Promise<MemberView[]>
  join(code: string, person: string): Promise<void>
  leave(code: string, person: string): Promise<void>
  people(words: string): Promise<AccountView[]>
  /** Shifts on days of the city's calendar, both included. */
  duty(unit: string, from: string, to: string): Promise<DutyView[]>
  /** `rev` null enters a new one under an id of the desk's own. */
  putDuty(id: string, fields: DutyFields, rev: number | null): Promise<DutyView>
  removeDuty(id: string, rev: number): Promise<void>
  chiefs(query: Record<string, string | number>): Promise<Page<ChiefView>>
  /** `rev` null enters a new one under an id of the desk's own. */
  putChief(id: string, fields: ChiefFields, rev: number | null): Promise<ChiefView>
  /** From today on; one who never was is taken out. */
  endChief(id: string, rev: number): Promise<void>
}

type Items<T> = { items: T[] }

export function createRosterApi(http: Http): RosterApi {
  const at = (code: string) => `/units/${encodeURIComponent(code)}`
  const matching = (rev: number | null): Record<string, string> => (rev === null ? {} : { 'If-Match': `"${rev}"` })
  const items = async <T>(path: string) => ((await http.json({ method: 'GET', path })) as Items<T>).items
  return {
    units: () => items<UnitView>('/units'),
    putUnit: async (code, fields, rev) => (await http.json({ method: 'PUT', path: at(code), json: fields, headers: matching(rev) })) as UnitView,
    retireUnit: async (code, rev) => (await http.json({ method: 'DELETE', path: at(code), headers: matching(rev) })) as UnitView,
    members: (code) => items<MemberView>(`${at(code)}/members`),
    join: async (code, person) => void (await http.json({ method: 'PUT', path: `${at(code)}/members/${person}` })),
    leave: async (code, person) => void (await http.json({ method: 'DELETE', path: `${at(code)}/members/${person}` })),
    people: (words) => items<AccountView>(`/people${queryOf({ words, limit: 20 })}`),
    duty: (unit, from, to) => items<DutyView>(`/duty${queryOf({ unit, from, to })}`),
    putDuty: async (id, fields, rev) => (await http.json({ method: 'PUT', path: `/duty/${id}`, json: fields, headers: matching(rev) })) as DutyView,
    removeDuty: async (id, rev) => void (await http.json({ method: 'DELETE', path: `/duty/${id}`, headers: matching(rev) })),
    chiefs: async (query) => (await http.json({ method: 'GET', path: `/chiefs${queryOf(query)}` })) as Page<ChiefView>,
    putChief: async (id, fields, rev) => (await http.json({ method: 'PUT', path: `/chiefs/${id}`, json: fields, headers: matching(rev) })) as ChiefView,
    endChief: async (id, rev) => void (await http.json({ method: 'DELETE', path: `/chiefs/${id}`, headers: matching(rev) })),
  }
}
