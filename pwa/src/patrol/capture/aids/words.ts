/** The words of what is loaded after the camera: they come with it and not with the first screen. */
import { useI18n } from 'vue-i18n'

import english from '@/i18n/messages/en/taking.json'
import chinese from '@/i18n/messages/zh-CN/taking.json'

/** `t` over these words alone, in the language that is shown. */
export function useTakingWords() {
  return useI18n({ useScope: 'local', messages: { 'zh-CN': chinese, en: english } }).t
}
