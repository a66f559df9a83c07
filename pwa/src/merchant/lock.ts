/** The door of the page: a code that was told, or the last digits of the phone, and what works without either. */
import { element, field, filled } from '@/ui/elements'
import type { Factor, Trouble } from './door'
import { card, fold, icon } from './parts'
import { itemList } from './items'
import type { Page } from './state'
import type { Plate } from './wire'
import { spoken, troubleWords } from './words'

const WAYS = { last4: 4, code: 6 } as const
type Way = keyof typeof WAYS

export interface Lock {
  isShut: boolean
  way: Way
  value: string
  note: '' | 'wrong' | 'ended' | Trouble
  shut(why: 'ended'): void
  open(): void
}

export function createLock(): Lock {
  return {
    isShut: true,
    way: 'last4',
    value: '',
    note: '',
    shut(why) {
      Object.assign(this, { isShut: true, value: '', note: why })
    },
    open() {
      Object.assign(this, { isShut: false, value: '', note: '' })
    },
  }
}

/** `enter` shows the shop once the factor fitted; it answers what hindered it. */
export function lockCards(page: Page, lock: Lock, plate: Plate, enter: () => Promise<Trouble | null>): HTMLElement[] {
  const words = page.words.locked
  const shut = card('lock', words.title, ways(page, lock), form(page, lock, enter))
  shut.firstElementChild?.prepend(icon('lock'))
  return [
    shut,
    element('div', { class: 'card list' }, itemsOf(page, plate), call(page, plate), visit(page, plate)),
    element('p', { class: 'foot' }, words.without),
  ]
}

function ways(page: Page, lock: Lock): HTMLElement {
  const words = page.words.locked
  return element('div', { class: 'ways', role: 'group', 'aria-label': words.ways }, ...(Object.keys(WAYS) as Way[]).map((way) => {
    const made = element('button', { type: 'button', id: `way-${way}`, 'aria-pressed': String(way === lock.way) }, words[way])
    made.addEventListener('click', () => {
      Object.assign(lock, { way, value: '', note: '' })
      page.redraw('factor')
    })
    return made
  }))
}

function form(page: Page, lock: Lock, enter: () => Promise<Trouble | null>): HTMLElement {
  const words = page.words.locked
  const length = WAYS[lock.way]
  const input = element('input', { inputmode: 'numeric', pattern: '[0-9]*', maxlength: length, autocomplete: lock.way === 'code' ? 'one-time-code' : 'off', class: 'digits' })
  input.value = lock.value
  const push = element('button', { type: 'submit', class: 'push', id: 'unlock' })
  const tell = () => {
    const lacks = length - lock.value.length
    push.textContent = page.busy.has('unlock') ? words.confirming : lacks > 0 ? filled(words.lacks, { n: lacks }) : words.confirm
    // Not `disabled`: the focus would be lost while it works.
    push.setAttribute('aria-disabled', String(lacks > 0 || page.busy.has('unlock')))
  }
  input.addEventListener('input', () => {
    lock.value = digits(input.value).slice(0, length)
    if (input.value !== lock.value) input.value = lock.value
    tell()
  })
  tell()
  const made = element('form', { novalidate: true }, field('factor', words[lock.way], input, words[`${lock.way}-what`]), element('p', { class: 'status' }, noteWords(page, lock)), lock.note === 'wrong' && element('p', {}, words['wrong-what']), push)
  made.addEventListener('submit', (event) => {
    event.preventDefault()
    if (lock.value.length === length && !page.busy.has('unlock')) void unlock(page, lock, enter)
  })
  return made
}

/** Full-width digits are what some Chinese keyboards write. */
const digits = (text: string) => text.normalize('NFKC').replace(/\D/g, '')

async function unlock(page: Page, lock: Lock, enter: () => Promise<Trouble | null>): Promise<void> {
  page.busy.add('unlock')
  page.redraw('unlock')
  const factor = { [lock.way]: lock.value } as Factor
  const answer = await page.door.unlock(factor)
  const trouble = 'trouble' in answer ? answer.trouble : await enter()
  page.busy.delete('unlock')
  if (!trouble) return page.redraw('shop')
  lock.note = trouble.word === 'wrong' ? 'wrong' : trouble
  page.announce(noteWords(page, lock) + (lock.note === 'wrong' ? page.words.locked['wrong-what'] : ''))
  page.redraw('factor')
}

function noteWords({ words }: Page, { note }: Lock): string {
  if (note === '') return ''
  return typeof note === 'string' ? words.locked[note] : troubleWords(words, note)
}

function itemsOf(page: Page, { scheme }: Plate): HTMLElement | null {
  if (!scheme) return null
  const title = filled(page.words.locked.items, { n: spoken(page.locale, scheme.items.length) })
  return fold('items', page.opened, [icon('document'), title], itemList(scheme.items, { english: page.locale === 'en' }))
}

function call(page: Page, { office }: Plate): HTMLElement | null {
  if (!office?.phone) return null
  return element('a', { href: `tel:${office.phone.replace(/[^\d+]/g, '')}` }, icon('call'), filled(page.words.locked.call, { office: office.name, phone: office.phone }))
}

function visit(page: Page, { office }: Plate): HTMLElement {
  const words = page.words.locked
  return fold('visit', page.opened, [icon('person'), words.visit], element('p', {}, filled(words['visit-what'], { office: office?.name ?? page.words.office })))
}
