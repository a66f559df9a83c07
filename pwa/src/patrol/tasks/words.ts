/** The words of tasks: they come with the first screen that shows one and not with the app. */
import english from '@/i18n/messages/en/tasks.json'
import chinese from '@/i18n/messages/zh-CN/tasks.json'
import { lateWords } from '../lateWords'

export const useTaskWords = lateWords(chinese, english)
