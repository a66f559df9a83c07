/**
 * The page behind the plate at a shop's door: what is public, the second factor, then this shop and no other. Everything
 * is drawn anew from what is known, so nothing that was typed, photographed or signed depends on what stands on the screen.
 */
import { element, refill } from '@/ui/elements'
import { checkCard, nonceOf, tellSeen, type Checked } from './check'
import type { Door, Trouble } from './door'
import { createDrafts } from './drafts'
import { head, plateLine } from './head'
import { createLock, lockCards } from './lock'
import { card, button } from './parts'
import { createPictures } from './pictures'
import { relocking } from './relocking'
import { shopCards } from './shop'
import type { Page } from './state'
import type { Plate, Shop } from './wire'
import { left, localeOf, moment, otherLocale, troubleWords, WORDS, type Locale } from './words'

const TICK_MS = 30_000

/** Opens the page for the token in the address. The token stays there, because apps that show pages load them again. The answer ends it. */
export function openPage(root: HTMLElement, makeDoor: (token: string) => Door): () => void {
  let close = openPlate(root, location.hash.slice(1), makeDoor)
  // Another plate scanned into the same window: nothing of the shop before may stay.
  const reopen = () => {
    close()
    close = openPlate(root, location.hash.slice(1), makeDoor)
  }
  window.addEventListener('hashchange', reopen)
  return () => {
    window.removeEventListener('hashchange', reopen)
    close()
  }
}

function openPlate(root: HTMLElement, token: string, makeDoor: (token: string) => Door): () => void {
  const door = makeDoor(token)
  const nonce = nonceOf(token)
  const lock = createLock()
  const said = element('p', { id: 'said', role: 'status', class: 'unseen' })
  const screen = element('div', { class: 'screen' })
  let locale: Locale = localeOf(navigator.language)
  let plate: Plate | null = null
  let shop: Shop | null = null
  let trouble: Trouble | null = null
  let checked: Checked = null
  let waiting: (() => void)[] = []
  let isClosed = false

  const page: Page = {
    get words() {
      return WORDS[locale]
    },
    get locale() {
      return locale
    },
    door: relocking(door, askAgain),
    drafts: createDrafts(),
    pictures: createPictures((sha256) => page.door.file(`photos/${sha256}/picture`), () => redraw()),
    opened: new Set(),
    busy: new Set(),
    notes: new Map(),
    at: (iso) => moment(locale, iso, door.now()),
    left: (iso) => left(locale, iso, door.now()),
    isOver: (iso) => Date.parse(iso) < door.now(),
    redraw,
    announce: (text) => void (said.textContent = text),
    show(told, text, focus) {
      shop = told
      said.textContent = text
      redraw(focus)
    },
  }

  function redraw(focus?: string): void {
    if (isClosed) return
    const held = document.activeElement?.id ?? ''
    const shown = lock.isShut ? null : shop
    document.documentElement.lang = locale
    document.title = shown?.shop.name ?? page.words.title
    const place = plate ? [plateLine(page, plate, shown)] : []
    refill(screen, head(page, shown !== null, speakOther), element('main', {}, ...place, ...body(shown)))
    // Where the focus only stays, the page must not move under a finger.
    if (focus ?? held) document.getElementById(focus ?? held)?.focus({ preventScroll: focus === undefined })
  }

  function body(shown: Shop | null): HTMLElement[] {
    if (nonce !== null) return [checkCard(page.words, checked)]
    if (!plate) return [trouble ? troubleCard(trouble) : element('p', { class: 'loading' }, page.words.loading)]
    return shown ? shopCards(page, shown) : lockCards(page, lock, plate, enter)
  }

  function troubleCard(wrong: Trouble): HTMLElement {
    const words = page.words
    if (wrong.word === 'not-found') return card('gone', token === '' ? words.title : words.gone.title, element('p', {}, token === '' ? words.gone.scan : words.gone.what))
    const why = wrong.word === 'no-network' ? words.gone.offline : troubleWords(words, wrong)
    return card('gone', words.title, element('p', {}, why), button(words.again, 'push', () => void load()))
  }

  function speakOther(): void {
    locale = otherLocale(locale)
    redraw('language')
  }

  async function load(): Promise<void> {
    trouble = token === '' ? { word: 'not-found' } : null
    redraw()
    if (nonce !== null) checked = await tellSeen(door, nonce)
    else if (token !== '') {
      const answer = await door.plate()
      if ('told' in answer) plate = answer.told
      else trouble = answer.trouble
    }
    redraw()
  }

  /** After the second factor fitted: shows the shop, and lets go on what had waited for it. */
  async function enter(): Promise<Trouble | null> {
    const answer = await door.ask<Shop>('shop')
    if ('trouble' in answer) return answer.trouble
    lock.open()
    page.show(answer.told, '', 'shop')
    for (const again of waiting) again()
    waiting = []
    return null
  }

  function askAgain(): Promise<void> {
    lock.shut('ended')
    page.announce(page.words.locked.ended)
    redraw('factor')
    return new Promise((again) => waiting.push(again))
  }

  const tick = setInterval(() => {
    for (const one of screen.querySelectorAll<HTMLElement>('[data-left]')) one.textContent = page.left(one.dataset.left ?? '')
  }, TICK_MS)
  const guard = (event: BeforeUnloadEvent) => {
    if (page.busy.size > 0) event.preventDefault()
  }
  window.addEventListener('beforeunload', guard)
  refill(root, screen, said)
  void load()

  return () => {
    isClosed = true
    clearInterval(tick)
    window.removeEventListener('beforeunload', guard)
    page.pictures.forget()
  }
}
