/** The words of choosing a password: they come with the form and not with the app. */
import english from '@/i18n/messages/en/password.json'
import chinese from '@/i18n/messages/zh-CN/password.json'
import { lateWords } from '../lateWords'

export const usePasswordWords = lateWords(chinese, english)
