import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { Failure } from '@/domain/problem'
import type { ReportView } from '@/domain/views'

import { aReport } from './samples.testing'
import { useInbox, type Inbox } from './useInbox'
import { useVerdicts, type VerdictBody, type VerdictPorts, type Verdicts } from './useVerdicts'

let scope: EffectScope
let inbox: Inbox
let verdicts: Verdicts
let clock: number
let sent: { id: string; body: VerdictBody }[]
let ports: VerdictPorts

const judgedBy = (name: string): ReportView =>
  aReport('b', {
    status: 'rejected',
    verdict: { verdict: 'reject', reason: 'blurred', by: { id: 's2', name }, at: '2026-11-20T00:20:00Z' },
  })

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(async () => {
  vi.useFakeTimers()
  clock = 1_000_000
  sent = []
  ports = {
    judge: async (report, body) => {
      sent.push({ id: report.id, body })
      return { ...report, status: 'accepted', case_no: '4101032026112000001', rev: report.rev + 1 }
    },
    judgeSeveral: async (orders) =>
      orders.map(({ report_id, rev }) => ({
        report_id, failure: null, report: aReport(report_id, { status: 'duplicate', rev: rev + 1 }),
      })),
    undo: async (report) => ({ ...report, status: 'pending', case_no: null, rev: report.rev + 1 }),
    one: async (id) => aReport(id),
    now: () => clock,
  }
  scope = effectScope()
  await scope.run(async () => {
    inbox = useInbox({
      pending: async () => ({ items: ['a', 'b', 'c'].map((id) => aReport(id)), cursor: null, has_more: false }),
      isUrgent: () => false,
    })
    verdicts = useVerdicts(inbox, {
      judge: (report, body) => ports.judge(report, body),
      judgeSeveral: (orders) => ports.judgeSeveral(orders),
      undo: (report) => ports.undo(report),
      one: (id) => ports.one(id),
      now: () => clock,
    })
    await inbox.start()
  })
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const shown = () => inbox.visible.value.map((report) => report.id)
const judge = (id: string, body: VerdictBody = { verdict: 'accept' }) =>
  verdicts.judge(inbox.items.value.find((report) => report.id === id)!, body)

describe('a verdict', () => {
  it('shows the next report before the server has answered', () => {
    judge('a')
    expect(shown()).toEqual(['b', 'c'])
    expect(inbox.chosenId.value).toBe('b')
    expect(verdicts.latest.value?.settled).toBe(false)
  })

  it('tells the case number once the server gave it', async () => {
    judge('a', { verdict: 'accept', segment_choice: 'S02' })
    await settled()
    expect(sent).toEqual([{ id: 'a', body: { verdict: 'accept', segment_choice: 'S02' } }])
    expect(verdicts.latest.value).toMatchObject({ settled: true, caseNo: '4101032026112000001' })
  })

  it('that only asks tells who has to answer, and can be taken back like any other', async () => {
    const [status, verifier] = ['verifying' as const, { id: 'i1', name: 'Hu' }]
    ports.judge = async (report, body) => (sent.push({ id: report.id, body }), { ...report, status, verifier })
    judge('a', { verdict: 'verify', person: 'i1', reason: 'is the path free?' })
    await settled()
    expect(sent).toEqual([{ id: 'a', body: { verdict: 'verify', person: 'i1', reason: 'is the path free?' } }])
    expect(verdicts.latest.value).toMatchObject({ verdict: 'verify', asked: 'Hu', caseNo: null })
    await verdicts.undo()
    expect(shown()).toEqual(['a', 'b', 'c'])
  })

  it('that was not sent brings the report back to its place with the reason', async () => {
    ports.judge = () => Promise.reject(new Failure('no-network'))
    judge('b')
    await settled()
    expect(shown()).toEqual(['a', 'b', 'c'])
    expect(inbox.chosenId.value).toBe('b')
    expect(verdicts.troubles.value[0]?.kind).toBe('failed')
    expect(verdicts.latest.value).toBeNull()
    expect(verdicts.judged.value).toBe(0)
  })

  it('that came second tells who was faster and does not bring the report back', async () => {
    ports.judge = () => Promise.reject(new Failure('stale', 409))
    ports.one = async () => judgedBy('Li')
    judge('b')
    await settled()
    expect(shown()).toEqual(['a', 'c'])
    expect(verdicts.troubles.value[0]).toMatchObject({ kind: 'faster', verdict: { by: { name: 'Li' }, verdict: 'reject' } })
  })

  it('on an outdated report brings the latest one back to look at', async () => {
    ports.judge = () => Promise.reject(new Failure('stale', 412))
    ports.one = async (id) => aReport(id, { rev: 7 })
    judge('b')
    await settled()
    expect(verdicts.troubles.value[0]?.kind).toBe('changed')
    expect(inbox.chosen.value?.rev).toBe(7)
  })
})

describe('undo', () => {
  it('counts down from 30 and then the offer is gone', async () => {
    judge('a')
    expect(verdicts.secondsLeft.value).toBe(30)
    clock += 10_500
    await vi.advanceTimersByTimeAsync(250)
    expect(verdicts.secondsLeft.value).toBe(20)
    clock += 19_500
    await vi.advanceTimersByTimeAsync(250)
    expect(verdicts.latest.value).toBeNull()
  })

  it('puts the report back where it was, with what the server says it is now', async () => {
    judge('b')
    await settled()
    await verdicts.undo()
    expect(shown()).toEqual(['a', 'b', 'c'])
    expect(inbox.chosen.value).toMatchObject({ id: 'b', status: 'pending', case_no: null, rev: 3 })
    expect(verdicts.undone.value[0]?.id).toBe('b')
    expect(verdicts.judged.value).toBe(0)
  })

  it('goes back verdict by verdict, the latest first', async () => {
    judge('a')
    judge('b')
    await settled()
    await verdicts.undo()
    await verdicts.undo()
    expect(shown()).toEqual(['a', 'b', 'c'])
  })

  it('waits for a verdict that is still on its way', async () => {
    let answer: (report: ReportView) => void = () => {}
    ports.judge = () => new Promise((resolve) => (answer = resolve))
    judge('b')
    const undone = verdicts.undo()
    answer(aReport('b', { status: 'accepted', rev: 2 }))
    await undone
    expect(shown()).toEqual(['a', 'b', 'c'])
  })

  it('that came too late says so and leaves the verdict', async () => {
    ports.undo = () => Promise.reject(new Failure('illegal-move', 409))
    judge('b')
    await settled()
    await verdicts.undo()
    expect(shown()).toEqual(['a', 'c'])
    expect(verdicts.troubles.value[0]?.kind).toBe('undo-late')
  })

  it('given to several at once leave in one request, and one key takes all of them back to their places', async () => {
    const asked: string[][] = []
    const real = ports.judgeSeveral
    ports.judgeSeveral = (orders) => {
      asked.push(orders.map((order) => `${order.report_id} ${order.verdict} ${order.duplicate_of} ${order.rev}`))
      return real(orders)
    }
    const [a, , c] = inbox.items.value as [ReportView, ReportView, ReportView]
    verdicts.judgeSeveral([a, c], { verdict: 'duplicate', duplicate_of: 'b' })
    expect(inbox.items.value.map((report) => report.id)).toEqual(['b'])
    await settled()
    expect(asked).toEqual([['a duplicate b 1', 'c duplicate b 1']])
    expect(verdicts.judged.value).toBe(2)
    expect(verdicts.together.value).toHaveLength(2)
    await verdicts.undo()
    expect(inbox.items.value.map((report) => report.id)).toEqual(['a', 'b', 'c'])
    expect(verdicts.undone.value.map((report) => report.id)).toEqual(['c', 'a'])
    expect(verdicts.judged.value).toBe(0)
    expect(verdicts.latest.value).toBeNull()
  })

  it('that did not hold for one of several bring back that one with its reason, and only the others are taken back', async () => {
    const [a, b, c] = inbox.items.value as [ReportView, ReportView, ReportView]
    ports.judgeSeveral = async (orders) =>
      orders.map(({ report_id }) =>
        report_id === 'b'
          ? { report_id, report: null, failure: new Failure('stale', 412) }
          : { report_id, report: aReport(report_id, { status: 'rejected' }), failure: null },
      )
    verdicts.judgeSeveral([a, b, c], { verdict: 'reject', reason: 'blurred' })
    await settled()
    expect(inbox.items.value.map((report) => report.id)).toEqual(['b'])
    expect(verdicts.troubles.value).toMatchObject([{ kind: 'changed', report: { id: 'b' } }])
    expect(verdicts.together.value.map((entry) => entry.report.id)).toEqual(['a', 'c'])
    expect(verdicts.judged.value).toBe(2)
  })

  it('come back all, each with its reason, when the one request did not get through', async () => {
    const all = [...inbox.items.value]
    ports.judgeSeveral = () => Promise.reject(new Failure('no-network'))
    verdicts.judgeSeveral(all, { verdict: 'reject', reason: 'blurred' })
    await settled()
    expect(inbox.items.value.map((report) => report.id).sort()).toEqual(['a', 'b', 'c'])
    expect(verdicts.troubles.value.map((trouble) => trouble.kind)).toEqual(['failed', 'failed', 'failed'])
    expect(verdicts.judged.value).toBe(0)
  })
})
