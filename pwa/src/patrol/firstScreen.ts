/**
 * Decides what a cold start shows: the report that was in the hand, the login of a phone that never had one, or home.
 * Must not know the router.
 */
import type { Draft, Person, SessionState } from '@/phone/types'
import { draftAddress, type DraftAddress } from './draftAddress'

export type FirstScreen =
  | { name: 'home' }
  | { name: 'login' }
  | { name: 'camera'; params: { id: string }; query: { role: string } }
  | DraftAddress

/** An app that was killed by its own camera comes back within minutes; later the person has moved on. */
const STILL_IN_HAND_MS = 15 * 60_000

/** Asked only when the start came through the front door; an address with a report in it is already the answer. */
export function firstScreen(
  session: { state: SessionState; person: Person | null },
  drafts: readonly Draft[],
  now: number,
): FirstScreen {
  const fresh = drafts.filter((draft) => now - Date.parse(draft.updated_at) < STILL_IN_HAND_MS)
  const inHand = fresh.find((draft) => draft.awaiting_photo !== null)
  if (inHand) return { name: 'camera', params: { id: inHand.id }, query: { role: inHand.awaiting_photo ?? 'scene' } }
  const inForm = fresh.find((draft) => draft.in_form)
  if (inForm) return draftAddress(inForm)
  const unknown = session.state === 'signed-out' && session.person === null
  return unknown && drafts.length === 0 ? { name: 'login' } : { name: 'home' }
}
