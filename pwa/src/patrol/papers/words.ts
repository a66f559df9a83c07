/** The words of papers: they come with the first part that shows one and not with the app. */
import english from '@/i18n/messages/en/street.json'
import chinese from '@/i18n/messages/zh-CN/street.json'
import { lateWords } from '../lateWords'

export const useStreetWords = lateWords(chinese, english)
