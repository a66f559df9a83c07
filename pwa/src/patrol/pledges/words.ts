/** The words of shops and pledges: they come with the first part that shows one and not with the app. */
import english from '@/i18n/messages/en/pledges.json'
import chinese from '@/i18n/messages/zh-CN/pledges.json'
import { lateWords } from '../lateWords'

export const usePledgeWords = lateWords(chinese, english)

/** What an item is called in the person's language; what is signed is Chinese all the same. */
export function useItemName() {
  const { locale } = usePledgeWords()
  return ({ name_zh, name_en }: { name_zh: string; name_en: string }) => (locale.value === 'en' && name_en) || name_zh
}
