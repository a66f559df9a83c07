/**
 * The items are read out before anybody signs: by the phone's voice, one after the other, or by the patrol, who then ticks
 * each. Which it was is kept with every item.
 */
import { onMounted, onScopeDispose, ref, shallowRef } from 'vue'

import type { PledgeWords, Reading } from '@/domain/pledge'
import { chineseVoice, type Voice } from './voice'

type Item = PledgeWords['items'][number]

export function useReading(items: () => Item[], onRead: (reading: Reading) => Promise<void>, findVoice: () => Promise<Voice | null> = chineseVoice) {
  const voice = shallowRef<Voice | null>(null)
  /** Null while it is looked for. */
  const speaks = ref<boolean | null>(null)
  /** The item that is being read aloud. */
  const now = ref<string | null>(null)
  /** The voice stopped in the middle. */
  const failed = ref(false)
  let turn = 0

  onMounted(async () => {
    voice.value = await findVoice().catch(() => null)
    speaks.value = voice.value !== null
  })

  const read = (code: string, how: Reading['how']) => onRead({ code, how, at: new Date().toISOString() })

  async function readAll(): Promise<void> {
    const mine = (turn += 1)
    failed.value = false
    for (const item of items()) {
      now.value = item.code
      const whole = await voice.value?.say([item.name, item.do, item.dont].join('。'))
      if (mine !== turn) return
      if (!whole) {
        failed.value = true
        break
      }
      await read(item.code, 'voice')
    }
    now.value = null
  }

  function stop(): void {
    turn += 1
    now.value = null
    voice.value?.stop()
  }

  onScopeDispose(stop)
  return { speaks, now, failed, readAll, stop, tick: (code: string) => read(code, 'person') }
}
