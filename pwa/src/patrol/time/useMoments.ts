/** Moments in the person's language. */
import { useI18n } from 'vue-i18n'

import { agoOf, dayClockOf, type Said } from './moments'

export function useMoments() {
  const { t } = useI18n()
  const say = ({ key, ...slots }: Said) => t(key, slots)
  return {
    ago: (at: number, now: number) => say(agoOf(at, now)),
    dayClock: (at: number, now: number) => say(dayClockOf(at, now)),
  }
}
