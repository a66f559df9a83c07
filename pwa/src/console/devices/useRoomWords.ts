/** The sync room's sentences: waits, problems, events, sizes. Knows the message files. */
import type { DeviceEventView, DeviceView } from '@/domain/devices'

import { useWords } from '../useWords'
import { problemOf, sentenceOf } from './problems'
import { waitOf } from './waited'

const MB = 1_000_000

export function useRoomWords() {
  const words = useWords()
  const { t } = words

  function wait(since: string | null, now: string | undefined): string {
    const told = now === undefined ? null : waitOf(since, now)
    return told ? t(`devices.wait.${told.key}`, told.slots) : '—'
  }

  function problem(device: DeviceView): { text: string; grave: boolean } | null {
    const found = problemOf(device)
    return found && { text: t(`devices.problem.${found.key}`, found.slots), grave: found.grave }
  }

  function sentence(event: DeviceEventView): string {
    const { key, slots } = sentenceOf(event)
    return t(`devices.event.${key}`, slots)
  }

  /** Megabytes, never `0 MB` for something. */
  function size(bytes: number): string {
    if (bytes === 0) return t('devices.mb', { n: 0 })
    return bytes < MB ? t('devices.underMb') : t('devices.mb', { n: Math.round(bytes / MB) })
  }

  return { ...words, wait, problem, sentence, size }
}
