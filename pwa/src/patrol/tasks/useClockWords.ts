/** A case's clock in the person's words: how much is left or over, and until when. */
import { standingOf, type Standing } from '@/domain/case-clock'
import { clockOf, dayClockOf } from '../time/moments'
import { spanOf } from './spans'
import type { CountingOf } from './useTasks'
import { useTaskWords } from './words'

import type { TaskCase } from '@/phone/types'
import type { IconName } from '@/ui/components/icons'
import type { Tone } from '@/ui/components/StateTag.vue'

export interface ClockWords {
  /** Empty for a case without a clock. */
  short: string
  /** With the end as a moment. */
  long: string
  tone: Tone
  icon: IconName
}

const PAUSED = { tone: 'hold', icon: 'clock' } as const

export function useClockWords() {
  const { t } = useTaskWords()

  function looks({ state, colour }: Standing): Pick<ClockWords, 'tone' | 'icon'> {
    if (state === 'paused') return PAUSED
    if (state === 'over') return { tone: 'over', icon: 'alert' }
    return { tone: colour === 'yellow' ? 'due' : 'plain', icon: 'clock' }
  }

  function whenWords(at: number, now: number): string {
    const { key, ...slots } = dayClockOf(at, now)
    return key === 'time.today' ? clockOf(at) : t(key === 'time.yesterday' ? 'time.on-day' : key, { date: dateOf(at), ...slots })
  }

  function words(task: TaskCase, counting: CountingOf, now: number): ClockWords {
    const standing = standingOf(task, counting, now)
    const more = looks(standing)
    if (standing.state === 'none') return { ...more, short: '', long: '' }
    if (standing.ms === null || standing.due_at === null) return { ...more, short: t('tasks.clock.paused'), long: t('tasks.clock.paused') }
    const { key, ...slots } = spanOf(standing.ms, standing.state === 'over')
    const short = t(`tasks.clock.${standing.state}`, { time: t(`tasks.span.${key}`, { ...slots }) })
    const by = t('tasks.clock.before', { when: whenWords(standing.due_at, now) })
    return { ...more, short, long: standing.state === 'over' ? short : `${short} · ${by}` }
  }
  return { words, whenWords }
}

function dateOf(at: number): string {
  const date = new Date(at)
  return `${date.getMonth() + 1}-${date.getDate()}`
}
