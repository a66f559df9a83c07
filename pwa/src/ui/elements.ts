/** Makes elements for pages without a framework. Texts become text nodes, so nothing that a person wrote is ever markup. */

type Attributes = Record<string, string | number | boolean | undefined>
type Child = Node | string | null | false

const SVG = 'http://www.w3.org/2000/svg'

/** Attributes that are false or undefined are left out, true ones are empty; children that are null or false too. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return dressed(document.createElement(tag), attributes, children)
}

export function svgElement<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return dressed(document.createElementNS(SVG, tag), attributes, children)
}

function dressed<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== false))
  return made
}

/** Puts `children` in the place of whatever stood in `parent`; browsers before 2020 know no `replaceChildren`. */
export function refill(parent: Element, ...children: Node[]): void {
  parent.textContent = ''
  parent.append(...children)
}

/** A labelled control; `hint` stands below it and is read with it. */
export function field(id: string, label: string, control: HTMLElement, hint = ''): HTMLElement {
  control.id = id
  if (hint) control.setAttribute('aria-describedby', `${id}-hint`)
  return element('div', { class: 'field' }, element('label', { for: id }, label), control, hint !== '' && element('small', { id: `${id}-hint` }, hint))
}

/** `{n}` in a text replaced by what `slots` says. */
export function filled(text: string, slots: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ''))
}
