import { describe, expect, it } from 'vitest'

import type { CaseView, ReportView } from '@/domain/views'

import { aReport } from './samples.testing'
import { inOrder, joining, obviousDuplicates, rankTwins, twinOfCase, twinOfReport } from './twins'

const HERE: [number, number] = [113.6711, 34.7419]
const northBy = (metres: number): ReportView['position'] => ({ ...aReport('x').position!, lat: HERE[1] + metres / 111_195 })
const aCase = (report_id: string, state: string, metres: number) =>
  ({ case_no: `no-${report_id}`, state, report_id, opened_at: '2026-11-20T00:00:00Z', segment: null, position: northBy(metres) }) as unknown as CaseView

const ids = (twins: { report_id: string }[]) => twins.map((twin) => twin.report_id)

describe('what may be the same thing', () => {
  const report = aReport('this')

  it('is offered nearest first and only on the same frontage', () => {
    const found = [60, 20, 180].map((metres) => twinOfReport(aReport(`m${metres}`, { position: northBy(metres) }), HERE))
    expect(ids(rankTwins(report, found))).toEqual(['m20', 'm60'])
  })

  it('is never the report itself', () => {
    expect(rankTwins(report, [twinOfReport(report, HERE)])).toEqual([])
  })

  it('begins with the one the server suspects, however far it is', () => {
    const found = [twinOfReport(aReport('near', { position: northBy(5) }), HERE), twinOfReport(aReport('meant', { position: null }), HERE)]
    expect(ids(rankTwins({ ...report, similar_to: 'meant' }, found))).toEqual(['meant', 'near'])
  })

  it('is offered once, as the case when there is one', () => {
    const found = [twinOfReport(aReport('r', { position: northBy(5) }), HERE), twinOfCase(aCase('r', 'filed', 5), HERE)]
    expect(rankTwins(report, found)).toMatchObject([{ report_id: 'r', case_no: 'no-r' }])
  })

  it('cannot be merged into once its case is over', () => {
    expect(twinOfCase(aCase('r', 'closed', 5), HERE).over).toBe(true)
    expect(twinOfCase(aCase('r', 'filed', 5), HERE).over).toBe(false)
  })

  it('of the server is shown so that what can take it in comes first, and the suspected one before all', () => {
    const near = (report_id: string, metres: number, more: object = {}) => ({ ...twinOfReport(aReport(report_id), HERE), metres, ...more })
    const found = [near('over', 1, { over: true }), near('far', 40), near('near', 5), near('meant', 80, { suspected: true })]
    expect(ids(inOrder(found))).toEqual(['meant', 'near', 'far', 'over'])
  })

  it('takes the report in as further evidence of an open case, or of one that still waits', () => {
    expect(joining(twinOfCase(aCase('r', 'claimed', 5), HERE))).toBe('supplement')
    expect(joining(twinOfReport(aReport('r'), HERE))).toBe('merge')
    expect(joining(twinOfCase(aCase('r', 'closed', 5), HERE))).toBe('over')
  })

  it('is obvious at the same place on the same day, or when the server suspects it; never of another category', () => {
    const pending = [
      aReport('this'),
      aReport('near', { position: northBy(10) }),
      aReport('across', { position: northBy(40) }),
      aReport('suspected', { position: northBy(40), similar_to: 'this' }),
      aReport('other-thing', { position: northBy(1), category: 'open-cover' }),
      aReport('days-later', { position: northBy(1), captured_at: '2026-11-23T00:00:00Z' }),
      aReport('nowhere', { position: null }),
    ]
    expect(obviousDuplicates(report, pending).map((one) => one.id)).toEqual(['near', 'suspected'])
  })
})
