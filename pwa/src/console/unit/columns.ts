/** What a unit has in hand as columns by its clocks: over, due today, later. Rework stands in front of everything. Pure. */
import { dayOf } from '@/domain/time-plan'
import type { CaseView } from '@/domain/views'

import { faceOf } from '../cases/clock'

export type ColumnName = 'over' | 'today' | 'later'
export const COLUMNS: readonly ColumnName[] = ['over', 'today', 'later']

export interface Desk {
  rework: CaseView[]
  columns: Record<ColumnName, CaseView[]>
  /** Handed in: somebody else looks at it now. */
  handed: CaseView[]
}

export const IN_HAND: readonly string[] = ['dispatched', 'claimed', 'rework', 'suspended']
export const HANDED_IN: readonly string[] = ['disposed', 'checking', 'checked']

export function deskOf(cases: readonly CaseView[], now: number): Desk {
  const inHand = [...cases].filter(({ state }) => IN_HAND.includes(state)).sort((one, other) => press(one, now) - press(other, now))
  const columns: Desk['columns'] = { over: [], today: [], later: [] }
  for (const one of inHand) columns[columnOf(one, now)].push(one)
  return { rework: inHand.filter(({ state }) => state === 'rework'), columns, handed: cases.filter(({ state }) => HANDED_IN.includes(state)) }
}

export function columnOf(one: CaseView, now: number): ColumnName {
  const face = faceOf(one, now)
  if (face.kind !== 'running') return 'later'
  if (face.tone === 'over') return 'over'
  return face.due_at !== null && dayOf(Date.parse(face.due_at)) <= dayOf(now) ? 'today' : 'later'
}

/** All that is in hand in the order in which keys walk through it. */
export function inOrder({ columns }: Desk): CaseView[] {
  return COLUMNS.flatMap((name) => columns[name])
}

export function bySegment(cases: readonly CaseView[]): { code: string; cases: CaseView[] }[] {
  const found = new Map<string, CaseView[]>()
  for (const one of cases) found.set(one.segment?.code ?? '', [...(found.get(one.segment?.code ?? '') ?? []), one])
  return [...found].sort(([one], [other]) => one.localeCompare(other)).map(([code, members]) => ({ code, cases: members }))
}

/** Urgent first, then what was sent back, then by when it is due. */
function press(one: CaseView, now: number): number {
  const due = Date.parse(faceOf(one, now).due_at ?? '')
  const rank = one.urgent ? 0 : one.state === 'rework' ? 1 : 2
  return rank * 1e15 + (Number.isNaN(due) ? 9e14 : due)
}
