/** Units, who belongs to them, who is on duty, and who is chief of a road. */
import type { ChiefView, DutyRow, DutyView, MemberView, UnitFields, UnitView } from '@/domain/roster'

import type { Http } from './http'
import { queryOf } from './query'

export interface RosterApi {
  units(): Promise<UnitView[]>
  /** Makes a unit (`rev` null) or changes it. */
  putUnit(code: string, fields: UnitFields, rev: number | null): Promise<UnitView>
  members(code: string): Promise<MemberView[]>
  /** `from` and `to` are days of the city's calendar, both included. */
  duty(unit: string, from: string, to: string): Promise<DutyView[]>
  putDuty(row: DutyRow): Promise<DutyView>
  removeDuty(id: string): Promise<void>
  chiefs(): Promise<ChiefView[]>
}

type Items<T> = { items: T[] }

export function createRosterApi(http: Http): RosterApi {
  const at = (code: string) => `/units/${encodeURIComponent(code)}`
  const items = async <T>(path: string) => ((await http.json({ method: 'GET', path })) as Items<T>).items
  return {
    units: () => items<UnitView>('/units'),
    putUnit: async (code, fields, rev) =>
      (await http.json({ method: 'PUT', path: at(code), json: fields, headers: rev === null ? {} : { 'If-Match': `"${rev}"` } })) as UnitView,
    members: (code) => items<MemberView>(`${at(code)}/members`),
    duty: (unit, from, to) => items<DutyView>(`/duty${queryOf({ unit, from, to })}`),
    putDuty: async ({ id, ...fields }) => (await http.json({ method: 'PUT', path: `/duty/${encodeURIComponent(id)}`, json: fields })) as DutyView,
    removeDuty: async (id) => void (await http.json({ method: 'DELETE', path: `/duty/${encodeURIComponent(id)}` })),
    chiefs: () => items<ChiefView>('/chiefs'),
  }
}
