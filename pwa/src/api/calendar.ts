/** The city's working time: years of days off, time plans, and what a file of years says. */
import type { CalendarView, PlanView, YearView } from '@/domain/calendar'

import type { Http } from './http'

export type PlanBody = Pick<PlanView, 'weeks' | 'keeps_holidays' | 'groups'>

export interface CalendarApi {
  calendar(): Promise<CalendarView>
  /** `rev` of each is the one that was read; rejects with `stale` (412) when somebody was faster. */
  setYears(years: YearView[]): Promise<CalendarView>
  /** What a file says; nothing is loaded. */
  readFile(text: string): Promise<YearView[]>
  plans(): Promise<PlanView[]>
  setPlan(code: string, body: PlanBody, rev: number): Promise<PlanView>
}

export function createCalendarApi(http: Http): CalendarApi {
  return {
    calendar: async () => (await http.json({ method: 'GET', path: '/calendar' })) as CalendarView,
    setYears: async (years) => (await http.json({ method: 'PUT', path: '/calendar', json: { years } })) as CalendarView,
    readFile: async (text) => ((await http.json({ method: 'POST', path: '/calendar/reading', json: { text } })) as { years: YearView[] }).years,
    plans: async () => ((await http.json({ method: 'GET', path: '/time-plans' })) as { items: PlanView[] }).items,
    setPlan: async (code, body, rev) =>
      (await http.json({ method: 'PUT', path: `/time-plans/${encodeURIComponent(code)}`, json: body, headers: { 'If-Match': `"${rev}"` } })) as PlanView,
  }
}
