/** The words of messages: they come with the screen that shows them and not with the app. */
import english from '@/i18n/messages/en/told.json'
import chinese from '@/i18n/messages/zh-CN/told.json'
import { lateWords } from '../lateWords'

export const useInboxWords = lateWords(chinese, english)
