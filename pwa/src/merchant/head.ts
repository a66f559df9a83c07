/** The top of the page: the brand, the other language, and the plate as it hangs at the door. */
import { element, filled } from '@/ui/elements'
import { button } from './parts'
import type { Page } from './state'
import type { Plate, Shop } from './wire'
import { otherLocale, WORDS } from './words'

/** Doors of more characters are written smaller, and in several lines. */
const LONG = 7

export function head({ words, locale }: Page, isOpen: boolean, speakOther: () => void): HTMLElement {
  const next = otherLocale(locale)
  const other = button(WORDS[next].name, 'language', speakOther)
  other.id = 'language'
  other.lang = next
  return element('header', { class: 'line' }, element('div', { class: 'whose' }, element('span', { class: 'brand' }, words.brand), element('small', {}, isOpen ? words.own : words.locked.free)), other)
}

/** The plate, and beside it what may be said of the shop; null while it is locked. */
export function plateLine(page: Page, { door, street, scheme }: Plate, shown: Shop | null): HTMLElement {
  const number = doorNumber(door, street)
  const looks = number.length > LONG ? 'plate long' : 'plate'
  const plate = element('p', { class: looks, lang: 'zh-CN' }, number !== door && element('span', {}, street), element('b', {}, number))
  const beside = shown
    ? [element('h1', { id: 'shop', tabindex: -1 }, shown.shop.name), ...standing(page, shown)]
    : [element('h1', {}, scheme?.name ?? page.words.title), element('p', {}, page.words.locked.behind)]
  return element('div', { class: 'place' }, plate, element('div', {}, ...beside))
}

/** The door without the street that stands above it. */
export function doorNumber(door: string, street: string): string {
  return door.startsWith(street) && door !== street ? door.slice(street.length).trim() : door
}

function standing({ words }: Page, { pledge }: Shop): HTMLElement[] {
  if (!pledge) return [element('p', {}, words.none)]
  const until = pledge.valid_to ? [element('p', {}, filled(words.until, { date: pledge.valid_to }))] : []
  return [element('p', {}, `${words.title} · ${words.standing[pledge.standing]}`), ...until]
}
