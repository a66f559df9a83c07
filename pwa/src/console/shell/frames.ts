/**
 * Pages that stand together behind one door of the rail, in the order of their navigation. Their paths and who may open them
 * are the router's to say.
 */
import type { Router } from 'vue-router'

import type { Person } from '@/domain/person'

import { may } from '../session/rights'

const FRAMES = {
  settings: ['catalog', 'roster', 'people', 'dispatch-rules', 'handling-settings', 'calendar', 'areas', 'permits', 'messages', 'audit'],
  pledges: ['pledge-ledger', 'breaches', 'pledge-figures', 'pledge-praise', 'pledge-schemes', 'breach-ladder', 'plate-address'],
  papers: ['notices', 'letters', 'issue-ledger', 'notice-templates', 'notice-basis', 'notice-numbers'],
} as const

export type Frame = keyof typeof FRAMES

/** The pages of a frame that this person may open; none where the door stays shut. */
export function pagesOf(frame: Frame, router: Pick<Router, 'resolve'>, person: Person | null): { name: string; path: string }[] {
  return FRAMES[frame].flatMap((name) => {
    const { path, meta } = router.resolve({ name })
    return meta.right && may(person, meta.right) ? [{ name, path }] : []
  })
}
