import { describe, expect, it } from 'vitest'

import type { CaseView, SuspendedView } from '@/domain/views'

import { createSuspended } from './createSuspended'

const waiting = (no: string, overdue = false): SuspendedView =>
  ({ case: { case_no: no, state: 'suspended', rev: 1 }, suspension: { reason: 'no parts', overdue } }) as unknown as SuspendedView
const asNow = (no: string, state: string) => ({ case_no: no, state, rev: 2 }) as CaseView

describe('the monthly review of suspended cases', () => {
  it('counts what nobody has looked at in time', async () => {
    const review = createSuspended(async () => [waiting('1', true), waiting('2')])
    await review.load()
    expect([review.overdue.value, review.current.value?.case.case_no]).toEqual([1, '1'])
  })

  it('lets a case that goes on leave, and looks at the one below it', async () => {
    const review = createSuspended(async () => [waiting('1'), waiting('2'), waiting('3')])
    await review.load()
    review.step(1)
    review.put(asNow('2', 'claimed'))
    expect([review.items.value.map((one) => one.case.case_no), review.current.value?.case.case_no]).toEqual([['1', '3'], '3'])
    review.put(asNow('3', 'claimed'))
    expect(review.current.value?.case.case_no).toBe('1')
  })

  it('keeps one that waits on, with its new revision', async () => {
    const review = createSuspended(async () => [waiting('1')])
    await review.load()
    review.put(asNow('1', 'suspended'))
    expect(review.items.value[0]).toMatchObject({ case: { rev: 2 }, suspension: { reason: 'no parts' } })
  })

  it('says that it could not be read and keeps what it had', async () => {
    let answers = [async () => [waiting('1')], () => Promise.reject(new Error('gone'))]
    const review = createSuspended(() => answers.shift()!())
    await review.load()
    await review.load()
    expect([review.items.value.length, (review.failure.value as Error).message]).toEqual([1, 'gone'])
    answers = []
  })
})
