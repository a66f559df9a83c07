/** The words of messages: they come with the screen that shows them and not with the app. */
import { useI18n } from 'vue-i18n'

import english from '@/i18n/messages/en/told.json'
import chinese from '@/i18n/messages/zh-CN/told.json'

/** Whose words are complete; there is one in the app. */
const complete = new WeakSet<object>()

/** `t` of the app, which from here on knows these words as well, in both languages. */
export function useInboxWords() {
  const words = useI18n({ useScope: 'global' })
  if (!complete.has(words)) {
    words.mergeLocaleMessage('zh-CN', chinese)
    words.mergeLocaleMessage('en', english)
    complete.add(words)
  }
  return { t: words.t }
}
