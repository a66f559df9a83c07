/** Which request, order or whistle a move is about. */
import type { CaseRequest, MoveView, Supervision, Whistle } from '@/domain/case-work'
import type { CaseView } from '@/domain/views'

import type { Target } from './moveForm'

type Kind = 'request' | 'order' | 'whistle'
type Id = string | number

/** Whether a move answers this one: the server may name which it may answer, else any open one. */
export function canAnswer(move: MoveView, kind: Kind, id: Id, open: boolean): boolean {
  const told = move.choices?.[kind] ?? move.choices?.[`${kind}s`]
  if (!Array.isArray(told)) return open
  return told.some((one: unknown) => one === id || (typeof one === 'object' && one !== null && 'id' in one && one.id === id))
}

const openRequests = (one: CaseView) => (one.requests ?? []).filter(({ state }: CaseRequest) => state === 'open')
const openOrders = (one: CaseView) => (one.supervisions ?? []).filter(({ answered_at: at, ended_at: over }: Supervision) => !at && !over)
const openWhistles = (one: CaseView) => (one.whistles ?? []).filter(({ ended_at: at }: Whistle) => !at)

/** What a key press means: the first open one that the move can answer; null when there is none. */
export function targetOf(move: MoveView, one: CaseView): Target | null {
  const need = (name: Kind) => move.needs.includes(name)
  const first = (kind: Kind, open: { id: Id }[]) => open.find(({ id }) => canAnswer(move, kind, id, true))?.id
  if (need('request')) return wrap('request', first('request', openRequests(one)))
  if (need('order')) return wrap('order', first('order', openOrders(one)))
  if (need('whistle')) return wrap('whistle', first('whistle', openWhistles(one)))
  return {}
}

function wrap(kind: Kind, id: Id | undefined): Target | null {
  return id === undefined ? null : { [kind]: id }
}
