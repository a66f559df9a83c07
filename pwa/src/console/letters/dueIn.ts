import { DAY_MS } from '@/domain/time-plan'

import { fieldMoment } from '../cityMoment'

/** The last minute of the city's day some days later, as a form field has it. */
export const dueIn = (days: number, now: number) => `${fieldMoment(new Date(now + days * DAY_MS)).slice(0, 10)}T23:59`
