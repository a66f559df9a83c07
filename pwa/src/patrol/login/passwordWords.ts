/** The words of choosing a password: they come with the form and not with the app. */
import { useI18n } from 'vue-i18n'

import english from '@/i18n/messages/en/password.json'
import chinese from '@/i18n/messages/zh-CN/password.json'

/** Whose words are complete; there is one in the app. */
const complete = new WeakSet<object>()

/** `t` of the app, which from here on knows these words as well, in both languages. */
export function usePasswordWords() {
  const words = useI18n({ useScope: 'global' })
  if (!complete.has(words)) {
    words.mergeLocaleMessage('zh-CN', chinese)
    words.mergeLocaleMessage('en', english)
    complete.add(words)
  }
  return { t: words.t }
}
