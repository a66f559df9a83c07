/** A clock in words: how much is left or over, and until when. Knows the message files and `clock.ts`. */
import type { Wanted } from '@/domain/case-work'

import { useWords } from '../useWords'
import { spanOf, type Face } from './clock'

export function useClockWords() {
  const { t, moment, limitText, wordFor } = useWords()

  function span(ms: number, dayMs: number): string {
    const { days, hours, minutes } = spanOf(ms, dayMs)
    if (days > 0) return t(hours > 0 ? 'clock.days' : 'clock.wholeDays', { d: days, h: hours })
    if (hours > 0) return t('clock.hours', { h: hours, m: String(minutes).padStart(2, '0') })
    return minutes > 0 ? t('clock.minutes', { m: minutes }) : t('clock.underMinute')
  }

  /** `state` tells whose turn it is while the unit's clock rests; `short` leaves out what a heading says already. */
  function words(face: Face, state: string, short = false): string {
    const { kind, left_ms: left } = face
    if (kind === 'ended') return t('clock.ended')
    if (kind === 'held') return left === null ? t('clock.stoppedNow') : t('clock.stopped', { span: span(left, face.day_ms) })
    if (kind === 'none') return t(state === 'filed' ? 'clock.notYet' : 'clock.none')
    if (left === null) return t(state === 'checked' ? 'clock.closing' : 'clock.check')
    const [left_, over] = KEYS[short ? 'running' : kind === 'check' && state === 'checked' ? 'closing' : kind]
    return t(left < 0 ? over : left_, { span: span(left, face.day_ms) })
  }

  function until(limit: Wanted | null | undefined, due: string | null): string {
    if (!due) return ''
    return limit ? t('clock.until', { limit: limitText(limit), at: moment(due) }) : t('clock.untilOnly', { at: moment(due) })
  }

  function stage(name: string): string {
    return wordFor('clock.stages', name, 'clock.stages.other')
  }

  return { words, until, span, stage }
}

const KEYS = {
  running: ['clock.left', 'clock.over'],
  stage: ['clock.stage', 'clock.stageOver'],
  check: ['clock.checkLeft', 'clock.checkOver'],
  closing: ['clock.closingLeft', 'clock.closingOver'],
} as const
