// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { all, patrolPage, text } from '../patrolPage.testing'
import { aReport } from '../samples.testing'

const page = patrolPage()

describe('my reports', () => {
  it('tell the outcome with the reviewer’s own words, and offer to report again', async () => {
    const verdict = { verdict: 'reject' as const, reason: 'too dark', by: null, at: '2026-11-20T10:00:00Z' }
    page.fake.state.reports.set([aReport({ status: 'rejected', verdict }), aReport({ id: 'r2', status: 'accepted', case_no: '4101042026112000001' })])
    await page.open('/mine')
    expect(text('mine-reason')).toBe('too dark')
    expect(text('case-no')).toBe('4101042026112000001')
    expect(all('mine-row').map((row) => row.dataset.outcome).sort()).toEqual(['accepted', 'rejected'])
  })

  it('say what a reviewer will look at twice, and nothing of a report without doubts or judged already', async () => {
    const checks = [
      { slug: 'same-bytes-before', tone: 'look' as const, facts: {} },
      { slug: 'chain-whole', tone: 'good' as const, facts: {} },
    ]
    page.fake.state.reports.set([
      aReport({ checks }),
      aReport({ id: 'r2', checks: checks.slice(1) }),
      aReport({ id: 'r3', status: 'accepted', case_no: '4101042026112000001', checks }),
    ])
    await page.open('/mine')
    await expect.poll(() => all('mine-checks').length).toBe(1)
    expect(all('mine-row').length).toBe(3)
    expect(text('mine-checks')).toContain('an earlier report')
    expect(text('mine-checks')).not.toContain('check.')
  })

  it('are there without signal', async () => {
    page.fake.state.failing.set('refreshReports', new Error('offline'))
    page.fake.state.reports.set([aReport()])
    await page.open('/mine')
    expect(all('mine-row')).toHaveLength(1)
    expect(document.body.textContent).toContain('as of last time')
  })
})
