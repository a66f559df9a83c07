/** The signed sheet as a file: fetched on demand, saved or opened. Apps that show pages inside themselves often can do neither. */
import { element } from '@/ui/elements'
import { icon, workButton } from './parts'
import type { Page } from './state'
import { troubleWords } from './words'

/** The address of the file within this page, once it was fetched; by page, because another shop's is another's. */
const fetched = new WeakMap<Page, string>()

export function sheetPart(page: Page): HTMLElement[] {
  const words = page.words.pledge
  const address = fetched.get(page)
  if (!address) return workButton(page, 'sheet', [words.download, words.downloading], 'push plain', () => fetchSheet(page), 'document')
  return [
    element('div', { class: 'takers' },
      element('a', { class: 'push plain', id: 'sheet', href: address, download: words.file }, icon('download'), words.save),
      element('a', { class: 'push plain', href: address, target: '_blank', rel: 'noopener' }, icon('document'), words.show)),
    element('p', { class: 'foot' }, words['in-app']),
  ]
}

async function fetchSheet(page: Page): Promise<string | undefined> {
  const answer = await page.door.file('sheet')
  if ('trouble' in answer) return troubleWords(page.words, answer.trouble)
  fetched.set(page, URL.createObjectURL(answer.told))
  page.announce(page.words.pledge.ready)
  return undefined
}
