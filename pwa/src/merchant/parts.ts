/** Small parts that several cards are put together from. */
import { element, svgElement } from '@/ui/elements'
import { ICONS, type IconName } from '@/ui/components/icons'
import type { Page } from './state'

export function icon(name: IconName): SVGSVGElement {
  return svgElement('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svgElement('path', { d: ICONS[name] }))
}

/** A box with a heading; `id` lets the focus find the heading again. */
export function card(id: string, title: string, ...parts: (Node | string | null | false)[]): HTMLElement {
  return element('article', { class: 'card', 'aria-labelledby': id }, element('h2', { id, tabindex: -1 }, title), ...parts)
}

export function button(label: string, looks: string, act: () => void, sign?: IconName): HTMLButtonElement {
  const made = element('button', { type: 'button', class: looks }, sign ? icon(sign) : null, label)
  made.addEventListener('click', act)
  return made
}

/**
 * A button that says what it does while `work` runs and cannot be pushed twice, with a line above it for what `work`
 * answers: what went wrong, or nothing.
 */
export function workButton(page: Page, id: string, [label, busy]: [label: string, busy: string], looks: string, work: () => Promise<string | undefined>, sign?: IconName): HTMLElement[] {
  const isBusy = page.busy.has(id)
  const made = button(isBusy ? busy : label, looks, () => {
    if (!page.busy.has(id)) void run()
  }, sign)
  made.id = id
  // Not `disabled`: the focus would be lost while it works.
  made.setAttribute('aria-disabled', String(isBusy))
  return [element('p', { class: 'status' }, page.notes.get(id) ?? ''), made]

  async function run(): Promise<void> {
    page.busy.add(id)
    page.notes.delete(id)
    page.announce(busy)
    page.redraw()
    const wrong = await work()
    page.busy.delete(id)
    if (wrong) page.notes.set(id, wrong)
    if (wrong) page.announce(wrong)
    page.redraw()
  }
}

/** A control whose text is kept by `keep`, so that it stands there again when the page is drawn anew. */
export function kept<C extends HTMLInputElement | HTMLTextAreaElement>(control: C, value: string, keep: (value: string) => void): C {
  control.value = value
  control.addEventListener('input', () => keep(control.value))
  return control
}

/** A text that folds out; whether it is open is remembered in `opened` under `id`. */
export function fold(id: string, opened: Set<string>, title: (Node | string)[], ...parts: (Node | string | null | false)[]): HTMLDetailsElement {
  const made = element('details', { id, open: opened.has(id) }, element('summary', {}, ...title), ...parts)
  made.addEventListener('toggle', () => (made.open ? opened.add(id) : opened.delete(id)))
  return made
}

/** Rows of a name and what stands for it. */
export function rows(...pairs: [name: string, value: Node | string][]): HTMLElement {
  return element('dl', { class: 'rows' }, ...pairs.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))))
}
