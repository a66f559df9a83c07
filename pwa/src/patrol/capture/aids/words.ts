/** The words of what is loaded after the camera: they come with it and not with the first screen. */
import english from '@/i18n/messages/en/taking.json'
import chinese from '@/i18n/messages/zh-CN/taking.json'
import { lateWords } from '../../lateWords'

const useLate = lateWords(chinese, english)
export const useTakingWords = () => useLate().t
