/** The words of shops and pledges: they come with the first part that shows one and not with the app. */
import english from '@/i18n/messages/en/pledges.json'
import chinese from '@/i18n/messages/zh-CN/pledges.json'
import type { PledgeItem } from '@/domain/pledge'
import { lateWords } from '../lateWords'

export const usePledgeWords = lateWords(chinese, english)

/** What an item is called in the person's language; what is signed is Chinese all the same. */
export function useItemName() {
  const { locale } = usePledgeWords()
  return ({ name_zh, name_en }: { name_zh: string; name_en: string }) => (locale.value === 'en' && name_en) || name_zh
}

/** What an item says, as far as the city has it in English: of an older scheme there is Chinese only. */
export function useItemSaid() {
  const { locale } = usePledgeWords()
  return {
    dont: ({ dont_zh, dont_en }: PledgeItem) => (locale.value === 'en' && dont_en) || dont_zh,
    /** All of it, empty for whoever reads Chinese. */
    english: (item: PledgeItem | undefined) => (locale.value === 'en' && item ? [item.name_en, item.do_en, item.dont_en].filter(Boolean).join(' · ') : ''),
  }
}
