/** The check of the address before plates are printed: the same page, opened on a phone outside, says so to the server. */
import { element } from '@/ui/elements'
import type { Door, Trouble } from './door'
import { card } from './parts'
import { troubleWords, type Words } from './words'

const PREFIX = 'check='

/** The nonce in the fragment of an address, null when it is the token of a plate. */
export function nonceOf(fragment: string): string | null {
  return fragment.startsWith(PREFIX) ? fragment.slice(PREFIX.length) : null
}

export type Checked = { passed: boolean } | { trouble: Trouble } | null

export async function tellSeen(door: Door, nonce: string): Promise<Checked> {
  const answer = await door.seen(nonce)
  return 'told' in answer ? { passed: answer.told.passed } : answer
}

export function checkCard(words: Words, checked: Checked): HTMLElement {
  return card('check', words.check.title, element('p', { role: 'status' }, said(words, checked)))
}

function said(words: Words, checked: Checked): string {
  if (checked === null) return words.loading
  if ('trouble' in checked) return checked.trouble.word === 'not-found' ? words.check.over : troubleWords(words, checked.trouble)
  return checked.passed ? words.check.passed : words.check.inside
}
