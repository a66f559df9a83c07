/** Words that come with the screen that shows them and not with the app. */
import { useI18n } from 'vue-i18n'

import type { Messages } from '@/i18n'

/**
 * What a screen calls for its words: `t`, `te` and `locale` of the app, which from then on knows these words as well,
 * in both languages.
 */
export function lateWords(chinese: Messages, english: Messages) {
  /** Whose words are complete; there is one in the app. */
  const complete = new WeakSet<object>()
  return () => {
    const words = useI18n({ useScope: 'global' })
    if (!complete.has(words)) {
      words.mergeLocaleMessage('zh-CN', chinese)
      words.mergeLocaleMessage('en', english)
      complete.add(words)
    }
    return { t: words.t, te: words.te, locale: words.locale }
  }
}
