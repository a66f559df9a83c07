/** Message files of the console screens. */
import type { Bundle, Messages } from './index'

export const consoleMessages: Bundle = {
  'zh-CN': () => together(import('./messages/zh-CN/console.json'), import('./messages/zh-CN/areas.json'), import('./messages/zh-CN/judging.json'), import('./messages/zh-CN/checks.json'), import('./messages/zh-CN/log.json'), import('./messages/zh-CN/lifecycle.json'), import('./messages/zh-CN/redaction.json'), import('./messages/zh-CN/cases.json'), import('./messages/zh-CN/papers.json'), import('./messages/zh-CN/dispatch.json'), import('./messages/zh-CN/unit.json'), import('./messages/zh-CN/roster.json'), import('./messages/zh-CN/statistics.json'), import('./messages/zh-CN/told.json'), import('./messages/zh-CN/telling.json'), import('./messages/zh-CN/password.json'), import('./messages/zh-CN/permits.json'), import('./messages/zh-CN/letters.json'), import('./messages/zh-CN/whistles.json'), import('./messages/zh-CN/people.json'), import('./messages/zh-CN/settings.json'), import('./messages/zh-CN/ledger.json')),
  en: () => together(import('./messages/en/console.json'), import('./messages/en/areas.json'), import('./messages/en/judging.json'), import('./messages/en/checks.json'), import('./messages/en/log.json'), import('./messages/en/lifecycle.json'), import('./messages/en/redaction.json'), import('./messages/en/cases.json'), import('./messages/en/papers.json'), import('./messages/en/dispatch.json'), import('./messages/en/unit.json'), import('./messages/en/roster.json'), import('./messages/en/statistics.json'), import('./messages/en/told.json'), import('./messages/en/telling.json'), import('./messages/en/password.json'), import('./messages/en/permits.json'), import('./messages/en/letters.json'), import('./messages/en/whistles.json'), import('./messages/en/people.json'), import('./messages/en/settings.json'), import('./messages/en/ledger.json')),
}

/**
 * What the server says of files of areas is a file of its own: one line for every sentence of its catalogue.
 * So are the words around the picture that is judged, and those of the log and of packets.
 */
async function together(...files: Promise<{ default: Messages }>[]): Promise<{ default: Messages }> {
  const parts = await Promise.all(files)
  return { default: Object.assign({}, ...parts.map((part) => part.default)) as Messages }
}
