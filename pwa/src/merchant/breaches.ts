/** What has to be put right at this shop: until when, how, the picture of then, and what the shop has to say to it. */
import { element, filled } from '@/ui/elements'
import { appealPart } from './appeal'
import { checkPictures } from './figures'
import { handInPart } from './handIn'
import { card, fold, icon } from './parts'
import type { Page } from './state'
import type { Breach, Shop } from './wire'

const nameOf = ({ locale }: Page, { item_name }: Breach) => (locale === 'en' ? item_name.en : item_name.zh)

/** Those still waiting for something, and whether anything waits for the shop. */
export const isWaiting = ({ state }: Breach) => state === 'open' || state === 'handed-in' || state === 'escalated'
export const isForShop = ({ state }: Breach) => state === 'open' || state === 'escalated'

/** One card each: first what waits for the shop, the earliest deadline first. */
export function breachCards(page: Page, { breaches }: Shop): HTMLElement[] {
  const waiting = breaches.filter(isWaiting).sort((a, b) => Number(isForShop(b)) - Number(isForShop(a)) || a.deadline.localeCompare(b.deadline))
  return waiting.map((breach) => breachCard(page, breach))
}

function breachCard(page: Page, breach: Breach): HTMLElement {
  const words = page.words.breach
  const isOver = page.isOver(breach.deadline)
  const made = card(
    `breach-${breach.id}`, filled(words.title, { item: nameOf(page, breach), problem: breach.problem }),
    element('p', {}, filled(words.found, { at: page.at(breach.found_at) })),
    breach.how_to_close !== '' && element('p', { class: 'how' }, element('b', {}, words.how), ` ${breach.how_to_close}`),
    ...verdicts(page, breach),
    element('div', { class: 'pair' }, ...checkPictures(page, breach.before), ...after(page, breach)),
    ...(isForShop(breach) ? handInPart(page, breach) : []),
    ...appealPart(page, breach),
  )
  made.classList.add('todo')
  if (isOver && isForShop(breach)) made.classList.add('over')
  made.prepend(isForShop(breach) ? deadline(page, breach, isOver) : received(page, breach))
  return made
}

function deadline(page: Page, breach: Breach, isOver: boolean): HTMLElement {
  const words = page.words.breach
  const at = page.at(breach.deadline)
  return element(
    'div', { class: 'deadline' }, icon('clock'),
    element('div', {}, element('b', {}, filled(isOver ? words['after-deadline'] : words['before-deadline'], { at })), element('span', { 'data-left': breach.deadline }, page.left(breach.deadline))),
  )
}

function received(page: Page, { handins }: Breach): HTMLElement {
  const words = page.words.breach
  const last = handins[handins.length - 1]
  return element('div', { class: 'deadline received' }, icon('done'), element('div', {}, element('b', {}, words['handed-in']), last ? element('span', {}, filled(words['handed-in-what'], { at: page.at(last.at) })) : null))
}

function verdicts(page: Page, { handins, state }: Breach): HTMLElement[] {
  const words = page.words.breach
  const failed = handins.filter(({ verdict }) => verdict === 'failed').map(({ at, reason }) => element('p', { class: 'status' }, filled(words.failed, { at: page.at(at), reason })))
  return state === 'escalated' ? [...failed, element('p', { class: 'status' }, words.escalated)] : failed
}

function after(page: Page, breach: Breach): HTMLElement[] {
  const words = page.words.breach
  if (!isForShop(breach)) return []
  const { shots } = page.drafts.of(breach.id)
  if (shots.length === 0) return [element('p', { class: 'frame' }, icon('camera'), words.after, element('br'), words['after-what'])]
  return shots.map(({ sha256, address }, place) => {
    const remove = element('button', { type: 'button', id: `remove-${sha256}`, class: 'remove', 'aria-label': filled(words.remove, { n: place + 1 }) }, icon('close'))
    remove.addEventListener('click', () => {
      page.drafts.remove(breach.id, sha256)
      page.redraw(`shoot-${breach.id}`)
    })
    return element('figure', {}, element('img', { src: address, alt: filled(words['after-alt'], { n: place + 1 }) }), element('figcaption', {}, words.after), remove)
  })
}

/** What was put right, and what was none, folded. */
export function closedCard(page: Page, { breaches }: Shop): HTMLElement[] {
  const words = page.words.breach
  const closed = breaches.filter(({ state, appeal }) => state === 'closed' || (state === 'void' && appeal?.state === 'granted'))
  if (closed.length === 0) return []
  const lines = closed.map((breach) => element('li', {}, filled(words[breach.state === 'void' ? 'granted-line' : 'closed-line'], { item: nameOf(page, breach), at: page.at(breach.found_at) })))
  return [element('div', { class: 'card list' }, fold('closed', page.opened, [icon('done'), filled(words.closed, { n: closed.length })], element('ul', {}, ...lines)))]
}
