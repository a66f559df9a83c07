/** Message files of the console screens. */
import type { Bundle } from './index'

export const consoleMessages: Bundle = {
  'zh-CN': () => import('./messages/zh-CN/console.json'),
  en: () => import('./messages/en/console.json'),
}
