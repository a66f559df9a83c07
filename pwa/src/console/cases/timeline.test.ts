import { describe, expect, it } from 'vitest'

import type { CaseView } from '@/domain/views'

import { aReport } from '../review/samples.testing'
import { factsOf } from './eventFacts'
import { filtered, photosOf, picturesOf, timeline } from './timeline'

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

  it('tells from where to where areas that changed moved it, and which chosen segment came and went', () => {
    const from = { segment: { code: 'R1-S01', name: 'North Street' }, cell: { code: '410103001002003' }, status: 'inside', version: '2026-10' }
    const to = { segment: null, cell: { code: '410103001002004' }, status: 'outside', version: '2026-11' }
    const choice = { segment: { code: 'R2', name: null }, version: '2026-11' }
    const entries = timeline(aCase(event('replaced', { from, to }), event('choice-ended', choice), event('choice-back', choice)), null)
    expect(entries[0]?.move).toMatchObject({ from: { segment: { name: 'North Street' }, version: '2026-10' }, to: { segment: null, cell: { code: '410103001002004' } } })
    expect(entries.map((entry) => entry.choice?.segment.code)).toEqual([undefined, 'R2', 'R2'])
  })

  it('shows a change of areas that it cannot read by its name alone', () => {
    const [entry] = timeline(aCase(event('replaced', { from: 'somewhere' })), null)
    expect([entry?.kind, entry?.move, entry?.choice]).toEqual(['replaced', null, null])
  })
})

describe('what of it is shown', () => {
  const photo = (sha256: string) => ({ sha256, role: 'after', stored: true, decodable: true })
  const reply = { report_id: 'reply', what: 'handled', by: null, at: '2026-11-20T01:00:00Z', note: null, photos: [photo('new')] }
  const worked = { ...aCase(event('filed'), event('dispose', { report_id: 'reply' }), event('held')), evidence: [reply] } as unknown as CaseView
  const entries = timeline(worked, null)
  const pictures = picturesOf(worked, new Map())

  it('is all, the work on it, or what has pictures', () => {
    expect(filtered(entries, 'all', pictures)).toHaveLength(3)
    expect(filtered(entries, 'work', pictures).map(({ kind }) => kind)).toEqual(['filed', 'dispose'])
    expect(filtered(entries, 'pictures', pictures).map(({ kind }) => kind)).toEqual(['dispose'])
  })

  it('puts the newest reply first behind what was found, each picture once', () => {
    const older = { ...reply, report_id: 'older', photos: [photo('old'), photo('new')] }
    const found = photosOf({ ...worked, evidence: [older, reply] } as CaseView, aReport('r', { photos: [photo('before')] as never }))
    expect(found.map(({ sha256 }) => sha256)).toEqual(['before', 'new', 'old'])
  })
})

describe('what the facts of an event tell', () => {
  it("is read by its shape; the end of the desk's own step is not the end of the case", () => {
    const facts = factsOf({ unit: { code: 'roads', name: 'Roads' }, due_at: '2026-11-20T00:51:00Z', ends_at: '2026-11-21T00:00:00Z', limit: { value: 1, unit: 'hours' }, kind: 'street', rule: 3, steps: ['warn', 7] })
    expect(facts).toMatchObject({ unit: { code: 'roads', name: 'Roads' }, due_at: '2026-11-21T00:00:00Z', limit: { value: 1, unit: 'hours' }, request_kind: null, rule: 3, steps: ['warn'] })
    expect(factsOf({ unit: 5, wanted: 'much', draw: { checked: 'yes' } })).toMatchObject({ unit: null, wanted: null, draw: null })
  })
})
