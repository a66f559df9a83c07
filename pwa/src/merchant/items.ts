/** The items of a pledge: their list, and what one is called. */
import { element } from '@/ui/elements'
import type { Item } from './wire'

/** What an item is called in the pledge. */
export function itemName(items: Item[], code: string): string {
  return items.find((item) => item.code === code)?.name ?? code
}

/** Items as signed, in the language they were signed in; `mark` may add something to one. */
export function itemList(items: Item[], mark: (item: Item) => HTMLElement | null = () => null): HTMLElement {
  return element('dl', { class: 'items', lang: 'zh-CN' }, ...items.map((item) => element('div', {}, element('dt', {}, item.name), element('dd', {}, item.do ?? '', element('br'), item.dont ?? '', mark(item)))))
}
