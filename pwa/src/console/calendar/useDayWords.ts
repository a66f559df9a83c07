/** Days and shifts in words. */
import type { ShiftText } from '@/domain/calendar'

import { useWords } from '../useWords'
import { sameDays } from './createPlans'
import { kindOf, weekday, type Run } from './days'

export function useDayWords() {
  const { t, wordFor } = useWords()
  const dayName = (day: string) => t('calendar.day', { month: Number(day.slice(5, 7)), day: Number(day.slice(8)) })
  const weekdayName = (place: number) => t(`calendar.weekday.${place}`)
  const planName = (code: string) => wordFor('calendar.planName', code)

  function spoken(day: string, year: Parameters<typeof kindOf>[1]): string {
    return t('calendar.spoken', { day: dayName(day), weekday: weekdayName(weekday(day)), kind: t(`calendar.kind.${kindOf(day, year)}`) })
  }

  function run({ first, last, kind }: Run): string {
    const days = first === last ? dayName(first) : t('calendar.span', { first: dayName(first), last: dayName(last) })
    return t('calendar.run', { days, kind: t(`calendar.kind.${kind}`) })
  }

  const hours = (shifts: readonly ShiftText[]) => (shifts.length ? shifts.map(([from, to]) => `${from}–${to}`).join(t('calendar.comma')) : t('calendar.rest'))

  /** One line for days with the same shifts. */
  function weekWords(days: readonly (readonly ShiftText[])[]): string[] {
    return sameDays(days).map(({ first, last, shifts }) =>
      t('calendar.weekLine', { days: first === last ? weekdayName(first) : t('calendar.span', { first: weekdayName(first), last: weekdayName(last) }), hours: hours(shifts) }),
    )
  }

  return { dayName, weekdayName, planName, spoken, run, weekWords }
}
