/** Everything that a shop does here ends alike: the server answers with the shop as it is then. */
import type { Page } from './state'
import type { Shop } from './wire'
import { troubleWords } from './words'

/** Does it and shows the shop, saying `text`, with the focus on `focus`; answers what went wrong, in words. */
export async function done(page: Page, path: string, body: object, text: string, focus: string): Promise<string | undefined> {
  const answer = await page.door.ask<Shop>(path, body)
  if ('told' in answer) {
    page.show(answer.told, text, focus)
    return undefined
  }
  if (answer.trouble.word === 'changed') await refresh(page)
  return troubleWords(page.words, answer.trouble)
}

/** Somebody else was quicker: what stood here is no longer so. */
async function refresh(page: Page): Promise<void> {
  const answer = await page.door.ask<Shop>('shop')
  if ('told' in answer) page.show(answer.told, '')
}
