/** The items of a pledge: their list, and what one is called. */
import { element } from '@/ui/elements'
import type { Item } from './wire'

/** What an item is called in the pledge. */
export function itemName(items: Item[], code: string): string {
  return items.find((item) => item.code === code)?.name ?? code
}

interface Looks {
  /** Below each name what it is called in English, where that is known. */
  english?: boolean
  /** May add something to an item. */
  mark?: (item: Item) => HTMLElement | null
}

/** Items as signed, in the language they were signed in. */
export function itemList(items: Item[], { english = false, mark = () => null }: Looks = {}): HTMLElement {
  const nameOf = ({ name, name_en }: Item) => element('dt', {}, name, english && name_en ? element('small', { lang: 'en' }, name_en) : null)
  return element('dl', { class: 'items', lang: 'zh-CN' }, ...items.map((item) => element('div', {}, nameOf(item), element('dd', {}, item.do ?? '', element('br'), item.dont ?? '', mark(item)))))
}
