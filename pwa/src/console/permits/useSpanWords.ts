/** Hours of the week as a sentence. Knows the message files. */
import type { PermitFields, WeeklySpan } from '@/domain/permit-register'

import { useWords } from '../useWords'
import { runsOf } from './runs'

export function useSpanWords() {
  const { t } = useWords()
  const day = (one: number) => t(`dispatchRules.day.${one}`)

  function daysWords(days: readonly number[]): string {
    if (days.length === 7) return t('dispatchRules.everyDay')
    return runsOf(days).map(([first, last]) => (first === last ? day(first) : t('permits.dayRun', { first: day(first), last: day(last) }))).join(t('move.comma'))
  }

  const spanWords = ({ days, from, to }: WeeklySpan) => t('dispatchRules.hours', { days: daysWords(days), from, to })
  const periodWords = ({ from, to }: Pick<PermitFields, 'from' | 'to'>) => (to === null ? t('permits.fromOn', { from }) : t('permits.fromTo', { from, to }))
  return { spanWords, periodWords }
}
