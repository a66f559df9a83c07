/** Papers that were served through this page: what they say, and that they were received. Receipt is not consent. */
import { element, filled } from '@/ui/elements'
import { opening } from './appeal'
import { isWaiting } from './breaches'
import { done } from './doing'
import { checkPictures } from './figures'
import { card, icon, rows, workButton } from './parts'
import type { Page } from './state'
import type { Notice, Shop } from './wire'

/** Those not confirmed yet first; all of them stay readable. */
export function noticeCards(page: Page, shop: Shop): HTMLElement[] {
  const [waiting, received] = [shop.notices.filter((one) => !one.received_at), shop.notices.filter((one) => one.received_at)]
  return [...waiting, ...received].map((notice) => noticeCard(page, notice, shop))
}

function noticeCard(page: Page, notice: Notice, shop: Shop): HTMLElement {
  const words = page.words.notice
  const id = `notice-${notice.id}`
  const known = rows(
    [words.problem, notice.problem],
    [words.requirement, notice.requirement],
    [words.deadline, element('b', {}, filled(words['deadline-at'], { at: page.at(notice.deadline) }))],
    ...(notice.basis ? [[words.basis, notice.basis] as [string, string]] : []),
    ...(notice.issuer ? [[words.issuer, notice.issuer] as [string, string]] : []),
  )
  // With a breach the pictures stand in its card.
  const pictures = shop.breaches.some(({ id: breach }) => breach === notice.breach_id) ? [] : checkPictures(page, notice.photos)
  const state = notice.received_at ? filled(words.received, { at: page.at(notice.received_at) }) : words.waiting
  const tag = element('p', { class: notice.received_at ? 'tag done' : 'tag' }, icon(notice.received_at ? 'done' : 'clock'), state)
  const made = card(id, words.title, element('p', {}, filled(words.sent, { number: notice.number ?? '', at: page.at(notice.issued_at ?? '') })), pictures.length > 0 && element('div', { class: 'pair' }, ...pictures), known)
  made.prepend(element('div', { class: 'title' }, made.firstElementChild, tag))
  if (notice.received_at === null) {
    made.classList.add('todo')
    made.append(...workButton(page, `receive-${notice.id}`, [words.receive, words.receiving], 'push', () => done(page, `notices/${notice.id}/receipt`, {}, page.words.done.receive, id), 'check'))
    made.append(...appealing(page, notice, shop), element('p', { class: 'foot' }, words.meaning))
  }
  made.append(element('p', { class: 'foot' }, words.management))
  return made
}

/** The way to appeal, beside the receipt: the form itself is with the breach that the notice is about. */
function appealing(page: Page, { breach_id }: Notice, { breaches }: Shop): HTMLElement[] {
  const breach = breaches.find(({ id }) => id === breach_id)
  if (!breach || !isWaiting(breach) || breach.appeal || page.isOver(breach.appeal_until)) return []
  return [opening(page, breach.id, `-${breach.id}-notice`)]
}
