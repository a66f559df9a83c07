/** Everything of an open shop, in the order in which it matters: what waits first, what was signed below. */
import { element } from '@/ui/elements'
import { breachCards, closedCard } from './breaches'
import { frontageCard } from './frontage'
import { noticeCards } from './notices'
import { confirmCard, pledgeCards } from './pledge'
import { renewalCard } from './renewal'
import type { Page } from './state'
import type { Shop } from './wire'

export function shopCards(page: Page, shop: Shop): HTMLElement[] {
  const { office } = shop
  const todo = [...confirmCard(page, shop, office), ...breachCards(page, shop), ...noticeCards(page, shop)]
  const renewal = renewalCard(page, shop, office)
  // One button of the page acts in blue: the first that waits.
  const inBlue = ([] as Element[]).concat(...[...todo, ...renewal].map((one) => [...one.querySelectorAll('.push:not(.plain)')]))
  for (const later of inBlue.slice(1)) later.classList.add('plain')
  const calm = todo.length === 0 ? [element('p', { class: 'calm' }, page.words['no-todo'])] : []
  return [...todo, ...calm, ...renewal, ...pledgeCards(page, shop), ...frontageCard(page, shop), ...closedCard(page, shop)]
}
