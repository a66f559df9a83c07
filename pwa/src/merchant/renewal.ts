/** A pledge renewed here: read, signed by hand, sent as the document it becomes. A renewal is a new document. */
import { uuid7 } from '@/domain/identity'
import { element, field, filled } from '@/ui/elements'
import { strokePad, type Stroke } from '@/ui/strokePad'
import { done } from './doing'
import { rangeWords } from './frontage'
import { button, card, kept, workButton } from './parts'
import { itemList } from './items'
import type { Page } from './state'
import type { Capacity, Office, PledgeDocument, Renewal, Shop } from './wire'
import { officeWords } from './words'

const CAPACITIES: readonly Capacity[] = ['owner', 'manager', 'agent']
/** A mobile number, or one of a fixed line with its area code. */
const PHONE = /^(1\d{10}|0\d{9,11})$/

interface Signing {
  id: string
  isOpen: boolean
  name: string
  capacity: Capacity
  phone: string
  strokes: Stroke[]
}

const signings = new WeakMap<Page, Signing>()

function signingOf(page: Page, shop: Shop): Signing {
  const known = signings.get(page) ?? { id: uuid7(Date.now()), isOpen: false, name: shop.pledge?.signer.name ?? '', capacity: shop.pledge?.signer.capacity ?? 'owner', phone: '', strokes: [] }
  signings.set(page, known)
  return known
}

/** What a shop is told of signing: the way to renew while the server offers it, else who has it signed, or whom to call on a change. */
export function renewalCard(page: Page, shop: Shop, office: Office | null): HTMLElement[] {
  const words = page.words.renewal
  const { renewal } = shop
  if (!renewal) return [element('p', { class: 'foot' }, filled(words[shop.pledge ? 'changed' : 'never'], { office: officeWords(page.words, office) }))]
  const signing = signingOf(page, shop)
  const why = filled(words.why[renewal.why], { date: shop.shop.resign_by ?? '' })
  return [card('renewal', words.title, element('p', {}, why), ...(signing.isOpen ? form(page, renewal, signing, office) : [open(page, signing)]))]
}

function open(page: Page, signing: Signing): HTMLElement {
  return button(page.words.renewal.start, 'push', () => {
    signing.isOpen = true
    page.redraw('renewal')
  }, 'edit')
}

function form(page: Page, { document: text }: Renewal, signing: Signing, office: Office | null): HTMLElement[] {
  const words = page.words.renewal
  const name = kept(element('input', { maxlength: 40, autocomplete: 'name' }), signing.name, (value) => (signing.name = value))
  const phone = kept(element('input', { type: 'tel', maxlength: 20, autocomplete: 'tel' }), signing.phone, (value) => (signing.phone = value))
  const cancel = button(words.cancel, 'link', () => {
    signing.isOpen = false
    page.redraw('renewal')
  })
  return [
    element('p', {}, filled(words.term, { office: text.office.name, scheme: text.scheme.name, n: text.term.months })),
    itemList(text.items),
    element('p', {}, filled(words.range, { what: rangeWords(page.words, text.frontage) })),
    field('signer', words.signer, name), capacities(page, signing), field('phone', words.phone, phone, words['phone-hint']),
    ...pad(page, signing, office),
    ...workButton(page, 'renew', [words.send, words.sending], 'push', () => renew(page, text, signing), 'check'),
    cancel,
  ]
}

function capacities(page: Page, signing: Signing): HTMLElement {
  const made = element('fieldset', { class: 'choices' }, element('legend', {}, page.words.renewal.capacity))
  for (const capacity of CAPACITIES) {
    const radio = element('input', { type: 'radio', name: 'capacity', id: `capacity-${capacity}`, checked: signing.capacity === capacity })
    radio.addEventListener('change', () => (signing.capacity = capacity))
    made.append(element('label', {}, radio, page.words.pledge.capacity[capacity]))
  }
  return made
}

function pad(page: Page, signing: Signing, office: Office | null): HTMLElement[] {
  const words = page.words.renewal
  const label = signing.strokes.length > 0 ? filled(words['pad-signed'], { n: signing.strokes.length }) : words['pad-empty']
  const clear = button(words.clear, 'link', () => {
    signing.strokes = []
    page.redraw('clear')
  })
  clear.id = 'clear'
  const made = strokePad(label, signing.strokes, (strokes) => {
    signing.strokes = strokes
    page.redraw()
  })
  return [element('div', { class: 'field' }, element('b', {}, words.pad), element('div', {}, made)), clear, element('p', { class: 'foot' }, filled(words['no-hand'], { office: office?.name ?? page.words.office }))]
}

/** Answers what is missing or went wrong, in words. */
async function renew(page: Page, text: PledgeDocument, signing: Signing): Promise<string | undefined> {
  const words = page.words.renewal
  const phone = signing.phone.replace(/[\s-]/g, '')
  if (signing.name.trim() === '') return words['lacks-name']
  if (!PHONE.test(phone)) return words['lacks-phone']
  if (signing.strokes.length === 0) return words['lacks-strokes']
  const signed = { ...text, pledge_id: signing.id, signer: { name: signing.name.trim(), capacity: signing.capacity, phone }, signed_at: new Date(page.door.now()).toISOString(), strokes: signing.strokes }
  const wrong = await done(page, 'renewal', { document: signed }, page.words.done.renewal, 'pledge')
  if (!wrong) signings.delete(page)
  return wrong
}
