/** The frontage as a small sketch of the street: own door in the middle, the kerb below, and of the neighbours their doors. */
import { element, filled, svgElement } from '@/ui/elements'
import { doorNumber } from './head'
import { card } from './parts'
import type { Page } from './state'
import type { Frontage, Shop, Sketch } from './wire'
import type { Words } from './words'

const WIDTH = 320
const DOORS = { top: 0, height: 56 }
const FRONT = { top: 56, height: 60 }
const HEIGHT = 172
/** How wide the shop is drawn: enough for words, whatever its length. */
const OWN = { left: 96, width: 128 }

export function frontageCard(page: Page, { frontage, shop }: Shop): HTMLElement[] {
  if (!frontage) return []
  return [
    card(
      'frontage', page.words.frontage.title, sketch(page, frontage, shop.street ?? '', doorNumber(shop.door ?? '', shop.street ?? '')),
      element('p', {}, rangeWords(page.words, frontage)),
      frontage.rule !== null && element('p', { class: 'foot', lang: 'zh-CN' }, frontage.rule),
    ),
  ]
}

/** From where to where the frontage goes. */
export function rangeWords(words: Words, { left, right, length_m }: Pick<Frontage, 'left' | 'right' | 'length_m'>): string {
  return filled(words.frontage.what, { left: left ?? '—', right: right ?? '—', along: alongWords(words, length_m) })
}

const rounded = (metres: number) => Math.round(metres * 10) / 10
const alongWords = (words: Words, length_m: number | null) => (length_m === null ? '' : filled(words.frontage.along, { length: rounded(length_m) }))

/** The ground as it was drawn with the pledge, as wide as the own house; a plain rectangle where nobody measured it. */
function ground(drawn: Sketch | null): SVGElement {
  const ring = drawn?.ring ?? []
  const [right, away] = [0, 1].map((i) => ring.map((corner) => corner[i] ?? 0)) as [number[], number[]]
  const [from, near] = [Math.min(...right), Math.min(...away)]
  const [width, depth] = [Math.max(...right) - from, Math.max(...away) - near]
  if (!(width > 0 && depth > 0)) return svgElement('rect', { class: 'mine', x: OWN.left, y: FRONT.top, width: OWN.width, height: FRONT.height })
  const points = ring.map(([x, y]) => `${rounded(OWN.left + ((x - from) / width) * OWN.width)},${rounded(FRONT.top + FRONT.height * (1 - (y - near) / depth))}`)
  return svgElement('polygon', { class: 'mine', points: points.join(' ') })
}

function sketch(page: Page, { length_m, sketch: drawn }: Frontage, street: string, own: string): SVGSVGElement {
  const words = page.words.frontage
  const kerb = FRONT.top + FRONT.height
  const middle = OWN.left + OWN.width / 2
  const text = (x: number, y: number, said: string | null | undefined, looks = '') => (said ? svgElement('text', { x, y, class: looks, 'text-anchor': 'middle' }, said) : null)
  return svgElement(
    'svg', { class: 'sketch', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': filled(words.alt, { along: alongWords(page.words, length_m), street }) },
    svgElement('rect', { class: 'house', x: 0, y: DOORS.top, width: WIDTH, height: DOORS.height }),
    svgElement('rect', { class: 'pavement', x: 0, y: FRONT.top, width: WIDTH, height: FRONT.height }),
    svgElement('rect', { class: 'own-house', x: OWN.left, y: DOORS.top, width: OWN.width, height: DOORS.height }),
    ground(drawn),
    svgElement('line', { class: 'kerb', x1: 0, x2: WIDTH, y1: kerb + 2, y2: kerb + 2 }),
    text(OWN.left / 2, 34, drawn?.left?.door), text(middle, 34, own, 'strong'), text(WIDTH - OWN.left / 2, 34, drawn?.right?.door),
    text(OWN.left / 2, 92, words.pavement), text(middle, 92, length_m === null ? words.mine : `${words.mine} ${rounded(length_m)} m`, 'strong mine-words'),
    text(WIDTH - OWN.left / 2, kerb + 20, words.kerb), text(middle, kerb + 36, street, 'strong'),
  )
}
