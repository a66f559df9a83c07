import { describe, expect, it } from 'vitest'

import type { CaseView } from '@/domain/views'

import { aReport } from '../review/samples.testing'
import { timeline } from './timeline'

const event = (kind: string, facts: Record<string, unknown> = {}) => ({
  kind, state: 'filed', by: { id: 's1', name: 'Supervisor 01' }, at: '2026-11-20T00:20:00Z', reason: null, facts,
})
const aCase = (...events: ReturnType<typeof event>[]) => ({ case_no: '1', report_id: 'r', events }) as unknown as CaseView

describe('the history of a case', () => {
  it('begins on the street and ends with the latest event', () => {
    const entries = timeline(aCase(event('filed'), event('closed-on-spot')), aReport('r', { note: 'boxes on the pavement' }))
    expect(entries.map((entry) => entry.kind)).toEqual(['captured', 'received', 'filed', 'closed-on-spot'])
    expect(entries[0]).toMatchObject({ who: 'Patrol 01', text: 'boxes on the pavement', report_id: 'r' })
    expect(entries.map((entry) => entry.last)).toEqual([false, false, false, true])
  })

  it('shows the pictures of a report that joined', () => {
    const entries = timeline(aCase(event('filed'), event('duplicate-joined', { report_id: 'twin' })), null)
    expect(entries.at(-1)).toMatchObject({ kind: 'duplicate-joined', report_id: 'twin' })
  })

  it('is there without its report too', () => {
    expect(timeline(aCase(event('filed')), null).map((entry) => entry.kind)).toEqual(['filed'])
  })
})
