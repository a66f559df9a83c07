/** The pledge as it was signed: items, signature, the signed sheet as a file, checks; and its confirmation by who signed. */
import { signature } from '@/ui/strokePad'
import { element, filled } from '@/ui/elements'
import { isForShop } from './breaches'
import { done } from './doing'
import { itemList, itemName } from './items'
import { card, fold, icon, workButton } from './parts'
import { sheetPart } from './sheet'
import type { Page } from './state'
import type { Item, Office, Pledge, Shop } from './wire'
import { officeWords } from './words'

export function pledgeCards(page: Page, shop: Shop): HTMLElement[] {
  const { pledge } = shop
  return [...(pledge ? [textCard(page, pledge, shop), signingCard(page, pledge)] : []), checksCard(page, shop)]
}

/** Signed where no code could be told: counts once who signed says so here. */
export function confirmCard(page: Page, { pledge }: Shop, office: Office | null): HTMLElement[] {
  if (!pledge?.to_confirm) return []
  const words = page.words.pledge
  const confirm = workButton(page, 'confirm', [words.confirm, words.confirming], 'push', () => done(page, `pledges/${pledge.id}/confirmation`, {}, page.words.done.confirm, 'pledge'), 'check')
  const made = card('confirm-title', words['confirm-title'], element('p', {}, filled(words['confirm-what'], { at: page.at(pledge.signed_at) })), ...confirm, element('p', { class: 'foot' }, filled(words['not-mine'], { office: officeWords(page.words, office) })))
  made.classList.add('todo')
  return [made]
}

function textCard(page: Page, pledge: Pledge, { breaches }: Shop): HTMLElement {
  const words = page.words.pledge
  const todo = (item: Item) => breaches.filter((breach) => isForShop(breach) && breach.item === item.code).length
  return card('pledge', words.title, element('p', {}, pledge.number ?? words['number-none']), itemList(pledge.items, {
    mark: (item) => {
      const n = todo(item)
      return n > 0 ? element('p', { class: 'tag' }, icon('clock'), filled(words.todo, { n })) : null
    },
  }))
}

function signingCard(page: Page, pledge: Pledge): HTMLElement {
  const words = page.words.pledge
  const { name, capacity } = pledge.signer
  return card(
    'signing', words.signing,
    element(
      'div', { class: 'parties' },
      element('div', {}, element('b', {}, words['shop-side']), signature(filled(words.signature, { name: name ?? '' }), pledge.strokes), element('p', {}, [name, capacity && words.capacity[capacity]].filter(Boolean).join(' · ')), element('p', {}, filled(words.signed, { at: page.at(pledge.signed_at) }))),
      // Words, never a drawn seal: who files with a seal does so by a service that holds its certificate.
      element('div', {}, element('b', {}, words['office-side']), element('p', {}, pledge.office.name), element('p', {}, pledge.filed_at ? words.filed : words['not-filed']), pledge.filed_at ? element('p', {}, page.at(pledge.filed_at)) : null),
    ),
    ...(pledge.sheet ? sheetPart(page) : []),
  )
}

function checksCard(page: Page, { checks, pledge }: Shop): HTMLElement {
  const words = page.words.checks
  const lines = checks.map(({ at, result, item, unit }) => {
    const found = result === 'good' ? words.good : item ? filled(words['breach-of'], { item: itemName(pledge?.items ?? [], item) }) : words.breach
    return element('li', {}, icon(result === 'good' ? 'done' : 'alert'), element('span', {}, element('b', {}, found), ` ${page.at(at)}`, element('small', {}, unit)))
  })
  const list = lines.length > 0 ? element('ul', { class: 'checks' }, ...lines) : element('p', {}, words.none)
  return element('div', { class: 'card list' }, fold('checks', page.opened, [icon('task'), filled(words.title, { n: checks.length })], list))
}
