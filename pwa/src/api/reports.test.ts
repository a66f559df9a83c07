import { expect, it } from 'vitest'

import type { Http, Request } from './http'
import { createReportsApi } from './reports'

it('several verdicts leave as one request, and each outcome is the report as judged or the reason why not', async () => {
  const asked: Request[] = []
  const judged = { id: 'a', status: 'duplicate' }
  const http: Http = {
    ask: () => Promise.reject(new Error('not asked')),
    json: async (request) => {
      asked.push(request)
      return {
        outcomes: [
          { report_id: 'a', status: 200, report: judged, problem: null },
          { report_id: 'b', status: 412, report: null, problem: { type: '/problems/stale' } },
        ],
      }
    },
  }
  const orders = ['a', 'b'].map((report_id) => ({ report_id, rev: 3, verdict: 'duplicate' as const, duplicate_of: 'c' }))
  const [first, second] = await createReportsApi(http).judgeSeveral(orders)
  expect(asked).toEqual([{ method: 'POST', path: '/reports/verdicts', json: { verdicts: orders } }])
  expect(first).toMatchObject({ report_id: 'a', report: judged, failure: null })
  expect(second?.report).toBeNull()
  expect(second?.failure).toMatchObject({ slug: 'stale', status: 412 })
})
