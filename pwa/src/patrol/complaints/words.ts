/** The words of complaints: they come with their screen and not with the app. */
import english from '@/i18n/messages/en/say.json'
import chinese from '@/i18n/messages/zh-CN/say.json'
import { lateWords } from '../lateWords'

export const useComplaintWords = lateWords(chinese, english)
