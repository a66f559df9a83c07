/** Message files of the patrol screens. */
import type { Bundle } from './index'

export const patrolMessages: Bundle = {
  'zh-CN': () => import('./messages/zh-CN/patrol.json'),
  en: () => import('./messages/en/patrol.json'),
}
