/** The words of papers: they come with the first part that shows one and not with the app. */
import { useI18n } from 'vue-i18n'

import english from '@/i18n/messages/en/street.json'
import chinese from '@/i18n/messages/zh-CN/street.json'

/** Whose words are complete; there is one in the app. */
const complete = new WeakSet<object>()

/** `t` and `te` of the app, which from here on know these words as well, in both languages. */
export function useStreetWords() {
  const words = useI18n({ useScope: 'global' })
  if (!complete.has(words)) {
    words.mergeLocaleMessage('zh-CN', chinese)
    words.mergeLocaleMessage('en', english)
    complete.add(words)
  }
  return { t: words.t, te: words.te, locale: words.locale }
}
