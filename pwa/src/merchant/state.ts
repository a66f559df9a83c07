/** What every card of the page may know and do. */
import type { Door } from './door'
import type { Drafts } from './drafts'
import type { Pictures } from './pictures'
import type { Shop } from './wire'
import type { Locale, Words } from './words'

export interface Page {
  readonly words: Words
  readonly locale: Locale
  /** Asks for the second factor again by itself when its time is over. */
  readonly door: Door
  readonly drafts: Drafts
  readonly pictures: Pictures
  /** Ids of what is folded out. */
  readonly opened: Set<string>
  /** Ids of buttons whose work is under way. */
  readonly busy: Set<string>
  /** By the id of a button: what went wrong, or what is missing. */
  readonly notes: Map<string, string>
  /** A moment in words, of the server's clock. */
  at(iso: string): string
  /** How long it is until then, in words. */
  left(iso: string): string
  isOver(iso: string): boolean
  /** Draws everything anew; the focus goes to the element of this id, or stays where it was. */
  redraw(focus?: string): void
  /** Says something to who does not see it. */
  announce(text: string): void
  /** Takes what the server now says of the shop, says `text`, and shows it. */
  show(shop: Shop, text: string, focus?: string): void
}
