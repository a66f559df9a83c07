/** The words of shops and pledges: they come with the first part that shows one and not with the app. */
import english from '@/i18n/messages/en/pledges.json'
import chinese from '@/i18n/messages/zh-CN/pledges.json'
import { lateWords } from '../lateWords'

export const usePledgeWords = lateWords(chinese, english)
