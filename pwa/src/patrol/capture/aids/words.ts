/** The words of what is loaded after the camera: they come with it and not with the first screen. */
import { useI18n } from 'vue-i18n'

import english from '@/i18n/messages/en/taking.json'
import chinese from '@/i18n/messages/zh-CN/taking.json'

/** Whose words are complete; there is one in the app. */
const complete = new WeakSet<object>()

/** `t` of the app, which from here on knows these words as well, in both languages. */
export function useTakingWords() {
  const words = useI18n({ useScope: 'global' })
  if (!complete.has(words)) {
    words.mergeLocaleMessage('zh-CN', chinese)
    words.mergeLocaleMessage('en', english)
    complete.add(words)
  }
  return words.t
}
