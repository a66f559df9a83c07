/** Years and time plans of this page, spoken with the real server. */
import { calendarApi } from '../server'
import { useSession } from '../session/useSession'
import { cityDay } from '../when'
import { createCalendar } from './createCalendar'
import { createPlans } from './createPlans'

export function useCalendar() {
  const { guarded } = useSession()
  const calendar = createCalendar(
    {
      calendar: () => guarded(() => calendarApi.calendar()),
      setYears: (years) => guarded(() => calendarApi.setYears(years)),
      readFile: (text) => guarded(() => calendarApi.readFile(text)),
    },
    Number(cityDay(new Date()).slice(0, 4)),
  )
  const plans = createPlans({
    plans: () => guarded(() => calendarApi.plans()),
    setPlan: (...args) => guarded(() => calendarApi.setPlan(...args)),
  })
  return { calendar, plans }
}
